/** Line removal and border clearing, as gapviz/imaging/photo/ruling.py, where each number comes from.
Masks are pictures of 0 and 1. */

import { kept } from "../shifts/tools/pixels.js";
import { halfToEven } from "../shifts/tools/rounding.js";
import { components, mapped, median, pictureOf, turned } from "./filters.js";
import { HALF, rubbedOut } from "./ink.js";
import { shrunk } from "./light.js";

const TILT_DEGREES = 5, TILT_STEP = 0.5, LINE_SIDE = 160, FILLED = 0.25, WAY = 0.6, RULED = 0.75;
const END = 0.04, REACHED = 0.2, CROSSED = 2, STRIP = 0.16, OUTSIDE = 0.8, LARGER = 5;
const TURNS = Array.from({ length: 1 + 2 * TILT_DEGREES / TILT_STEP }, (_, step) => (
  Math.PI / 2 + (step * TILT_STEP - TILT_DEGREES) * (Math.PI / 180)
)).map((turn) => ({ across: Math.cos(turn), down: Math.sin(turn) }));

/** Lines that run through the whole picture are taken out, except where a stroke crosses them. */
export function lines(picture) {
  const solid = mapped(picture, (value) => Number(value > HALF)), aside = turned(solid);
  const level = ruled(solid), upright = ruled(aside);
  const [across, down] = [thin(solid, level).pixels, turned(thin(aside, upright)).pixels];
  const both = turned(upright).pixels.map((line, at) => line && level.pixels[at]);
  const gone = both.map((line, at) => Number(line || across[at] || down[at]));
  return gone.some(Boolean) ? rubbedOut(picture, gone) : picture;
}

/** Which pixels of `solid` lie on lines that run from its left to its right. */
function ruled(solid) {
  const small = mapped(shrunk(solid, LINE_SIDE), (filled) => Number(filled > FILLED));
  const { height, width } = small;
  const [whole, ...ends] = ways(height, width), counts = hough(small);
  const passed = counts.map((count, line) => (
    Number(count >= RULED * whole[line] && whole[line] >= WAY * width)
  ));
  const block = Math.ceil(Math.max(solid.height, solid.width) / LINE_SIDE), found = mapped(solid, () => 0);
  if (!passed.some(Boolean)) return found;
  strips(small).forEach((strip, end) => hough(strip).forEach((count, line) => {
    if (count < REACHED * ends[end][line]) passed[line] = 0;
  }));
  const reach = reachOf(height, width);
  const turns = [...TURNS.keys()].filter((turn) => passed.some((on, at) => on && at % TURNS.length === turn));
  found.pixels.forEach((_, at) => {
    if (!solid.pixels[at]) return;
    const row = Math.floor(at / solid.width / block), column = Math.floor(at % solid.width / block);
    found.pixels[at] = Number(turns.some((turn) => {
      const distance = halfToEven(column * TURNS[turn].across + row * TURNS[turn].down + reach);
      return passed[Math.max(distance, 0) * TURNS.length + turn];
    }));
  });
  return found;
}

const reachOf = (height, width) => Math.ceil(Math.hypot(height, width));

/** The Hough transform: how many pixels of a mask lie on each line, by its distance from the corner and
its turn. */
function hough({ pixels, height, width }) {
  const reach = reachOf(height, width), counts = new Float64Array((2 * reach + 1) * TURNS.length);
  pixels.forEach((inked, at) => {
    if (!inked) return;
    const row = Math.floor(at / width), column = at % width;
    TURNS.forEach(({ across, down }, turn) => {
      const distance = column * across + row * down;
      const line = Math.sign(distance) * Math.round(Math.abs(distance)) + reach;
      counts[line * TURNS.length + turn]++;
    });
  });
  return counts;
}

/** How many pixels each line has in a mask of that size, in all and in the strips at its ends. */
const ways = kept(4, (height, width) => {
  const full = pictureOf(height, width, new Float32Array(height * width).fill(1));
  return [full, ...strips(full)].map(hough);
});

/** A mask in the strips at its left and at its right end. */
function strips(mask) {
  const { width } = mask, end = Math.max(2, halfToEven(END * width));
  return [(column) => column < end, (column) => column >= width - end].map((inside) => (
    mapped(mask, (value, at) => (inside(at % width) ? value : 0))
  ));
}

/** The upright runs of `solid` through the lines `on` that are no longer than a line is wide. */
function thin(solid, on) {
  const { height, width } = solid, runs = [], found = mapped(solid, () => 0);
  if (!on.pixels.some(Boolean)) return found;
  for (let column = 0; column < width; column++) {
    for (let row = 0, run = null; row < height; row++) {
      const at = row * width + column;
      if (!solid.pixels[at]) run = null;
      else if (run) run.places.push(at);
      else runs.push(run = { places: [at] });
    }
  }
  const crossing = runs.map(({ places }) => [places, places.filter((at) => on.pixels[at]).length]);
  const long = median(crossing.flatMap(([places, count]) => new Array(count).fill(places.length)));
  for (const [places, count] of crossing) {
    if (!count || places.length > Math.max(CROSSED * long, 2)) continue;
    for (const at of places) found.pixels[at] = 1;
  }
  return found;
}

/** What runs along the picture's edge belongs to something that was cut off, and is left out. */
export function margins(picture) {
  const { height, width, pixels } = picture;
  const { labels, boxes } = components(picture, (at) => pixels[at] > HALF);
  const [tall, wide] = [height, width].map((side) => Math.max(1, Math.round(STRIP * side)));
  const size = new Array(boxes.length + 1).fill(0), inside = size.slice(), edge = size.map(() => false);
  labels.forEach((label, at) => {
    const row = Math.floor(at / width), column = at % width;
    size[label]++;
    if (row >= tall && row < height - tall && column >= wide && column < width - wide) inside[label]++;
    if (!row || !column || row === height - 1 || column === width - 1) edge[label] = true;
  });
  const gone = size.map((count, label) => label > 0 && edge[label] && inside[label] <= (1 - OUTSIDE) * count);
  size[0] = 0;
  const area = (which) => size.reduce((sum, count, label) => sum + (gone[label] === which ? count : 0), 0);
  const cleared = area(true) && area(true) <= LARGER * area(false);
  return cleared ? rubbedOut(picture, labels.map((label) => Number(gone[label]))) : picture;
}
