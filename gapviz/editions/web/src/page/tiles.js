/** Tiles as markup, as gapviz/editions/article/tiles.py writes them: ink in the page's own colour.

    A tile is {size: [H, W] or [H, W, 3], pixels: base64 of bytes, alt, label, verdict, evidence: base64 of
    signed bytes, sides, group}; a live figure may hand pixels and evidence as arrays of bytes. */

import { escaped } from "./markup.js";
import { address } from "./png.js";

export const FAINT = 0.14;
const FIVES = 5;
const SAVED = 224;
export const FULL = 127; // evidence travels in so many steps to either side
const FOR = [0xd2, 0x45, 0x1e];
const AGAINST = [0x00, 0x72, 0xb2];

/** Returns base64 as an array of bytes; what is one already as it is. */
export function bytes(given, Kind = Uint8Array) {
  if (typeof given !== "string") return given;
  const text = atob(given);
  return Kind.from({ length: text.length }, (_, place) => text.charCodeAt(place));
}

function layer(height, width, alpha, kind) {
  const opaque = new Uint8Array(2 * height * width);
  for (let place = 0; place < height * width; place++) opaque[2 * place + 1] = Math.round(alpha(place));
  const mask = `url(${address(width, height, opaque)})`;
  return `<i class="gv-ink ${kind}" style="-webkit-mask-image:${mask};mask-image:${mask}"></i>`;
}

function colour(height, width, pixels, opacity) {
  const kept = opacity === 1 ? pixels : new Uint8Array(2 * height * width);
  for (let place = 0; opacity < 1 && place < height * width; place++) {
    const [red, green, blue] = pixels.subarray(3 * place, 3 * place + 3);
    kept[2 * place] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
    kept[2 * place + 1] = Math.round(255 * opacity);
  }
  return `<img class="gv-colour" alt="" src="${address(width, height, kept)}">`;
}

/** Returns the address of a tile as it is saved or printed, on white, its pixels `times` as large. */
export function saved(tile, times = 1) {
  const [height, width, channels = 1] = tile.size;
  const pixels = bytes(tile.pixels);
  const evidence = tile.evidence && bytes(tile.evidence, Int8Array);
  const kinds = evidence || channels === 3 ? 3 : 1;
  const made = new Uint8Array(kinds * height * width * times * times);
  for (let y = 0; y < height * times; y++)
    for (let x = 0; x < width * times; x++) {
      const place = Math.floor(y / times) * width + Math.floor(x / times);
      const at = kinds * (y * width * times + x);
      for (let k = 0; k < kinds; k++) made[at + k] = shade(pixels, evidence, channels, place, k);
    }
  return address(width * times, height * times, made);
}

function shade(pixels, evidence, channels, place, k) {
  const light = channels === 3 ? pixels[3 * place + k] : 255 - pixels[place];
  if (!evidence) return light;
  const mean =
    channels === 3 ? (pixels[3 * place] + pixels[3 * place + 1] + pixels[3 * place + 2]) / 3 : light;
  const share = evidence[place] / FULL;
  const faint = 255 - FAINT * (255 - mean);
  return Math.round(faint * (1 - Math.abs(share)) + (share > 0 ? FOR : AGAINST)[k] * Math.abs(share));
}

/** Returns how many times as large a tile is saved. */
export const enlarged = ({ size: [height, width] }) =>
  Math.max(1, Math.floor(SAVED / Math.max(height, width)));

/** Returns one tile as markup. */
export function tile(given) {
  const [height, width, channels = 1] = given.size;
  const pixels = bytes(given.pixels);
  const opacity = given.evidence ? FAINT : 1;
  let layers =
    channels === 3
      ? colour(height, width, pixels, opacity)
      : layer(height, width, (place) => pixels[place] * opacity, "");
  if (given.evidence) {
    const evidence = bytes(given.evidence, Int8Array);
    const part = (sign) => (place) => (255 * Math.max(0, sign * evidence[place])) / FULL;
    layers += layer(height, width, part(1), "for") + layer(height, width, part(-1), "against");
  }
  let label = given.label
    ? `<figcaption class="${escaped(given.verdict ?? "")}">${escaped(given.label)}</figcaption>`
    : "";
  if (given.sides) {
    const kinds = ["for", "against"];
    const sides = given.sides.map((side, at) => `<span class="${kinds[at]}">${escaped(side)}</span>`);
    label = `<figcaption>${sides.join(" ")}</figcaption>`;
  }
  layers += `<img class="gv-saved" alt="${escaped(given.alt)}" src="${saved(given)}">`;
  const box = `<div style="aspect-ratio:${width}/${height}">${layers}</div>`;
  return `<figure class="gv-digit">${box}${label}</figure>`;
}

/** Returns the places of tiles by group, in order; each on its own where there are no groups. */
export function groupsOf(tiles) {
  const groups = new Map();
  const together = tiles.some(({ group }) => group);
  tiles.forEach(({ group }, place) => {
    const key = together ? (group ?? 0) : place;
    groups.set(key, [...(groups.get(key) ?? []), place]);
  });
  return [...groups.values()];
}

/** Returns how many of so many groups of tiles stand in a row. */
export const inARow = (count) => (count % FIVES === 0 ? FIVES : Math.min(count, FIVES - 1));

/** Returns the places of tiles in the order in which a grid has them: those of one group stand together. */
export const order = (tiles) => groupsOf(tiles).flat();

/** Returns tiles as a grid, of the markup that each has; those of one group stand over each other. */
export function grid(tiles, markup) {
  const groups = groupsOf(tiles);
  const cells = groups.map(
    (places) => `<div class="gv-cell">${places.map((at) => markup[at]).join("")}</div>`,
  );
  return `<div class="gv-digits n${inARow(groups.length)}">${cells.join("")}</div>`;
}
