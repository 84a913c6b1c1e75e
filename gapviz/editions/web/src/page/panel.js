/** A figure's panel: what stands in the page of a drawing, brought to another drawing part by part. */

import { parse } from "./address.js";
import { chart } from "./charts.js";
import { data } from "./data.js";
import { escaped, headline } from "./markup.js";
import { enlarged, grid, order, saved, tile } from "./tiles.js";
import { fill } from "./wording.js";

/** Returns a panel {name, leader, base, show(drawing, link, alt)}; `clicked` hears what a mark carries. */
export function panel(section, { leader, clicks, ...base }, template, clicked) {
  const at = (selector) => section.querySelector(selector);
  const places = {
    tiles: at(".gv-tiles"),
    chart: at(".gv-chart"),
    said: at(".gv-said"),
    listing: at(".gv-listing"),
  };
  const link = at(".gv-caption a");
  const original = tilesOf(places.tiles, base.tiles);
  const draws = places.chart && chart(places.chart, template, base.chart, clicked);
  const file = at(".gv-data") && data(at(".gv-data"), section.dataset.figure);
  const called = at(".gv-table")?.getAttribute("aria-label");
  let shown = base;

  function show(drawing, address, alt = fill(drawing.alt)) {
    const drawn = draws ? draws.show(drawing.chart, alt) : true;
    if (places.tiles && drawing.tiles !== shown.tiles) retile(drawing.tiles);
    if (drawing.headline !== shown.headline)
      inner(places.said).innerHTML = drawing.headline ? headline(fill(drawing.headline)) : "";
    if (drawing.listing !== shown.listing) relist(drawing.listing);
    const words = at(".gv-caption strong").nextSibling;
    words.textContent = ` ${fill(drawing.caption)} `;
    if (link) link.href = address;
    at(".gv-below code").textContent = drawing.code;
    file?.(drawing, drawing === base ? [] : parse(address).given);
    shown = drawing;
    return drawn;
  }

  function relist(listing = "") {
    inner(places.listing).innerHTML = listing;
    if (called) at(".gv-table")?.setAttribute("aria-label", called);
  }

  function retile(tiles = []) {
    const markup = tiles.map((one, place) => (one.pixels === undefined ? original[place] : tile(one)));
    places.tiles.innerHTML = grid(tiles, markup);
    const pictures = places.tiles.querySelectorAll(".gv-saved");
    order(tiles).forEach(
      (place, at) => tiles[place].pixels !== undefined && SAVED.set(pictures[at], tiles[place]),
    );
  }

  return { section, base, clicks, leader, show, name: section.dataset.figure };
}

const inner = (place) => place.querySelector(".gv-told") ?? place;
const SAVED = new WeakMap();

function tilesOf(place, tiles = []) {
  const markup = [];
  const drawn = place?.querySelectorAll(".gv-digit") ?? [];
  order(tiles).forEach((at, number) => (markup[at] = drawn[number]?.outerHTML));
  return markup;
}

/** A digit is saved with its pixels large; they are made so when somebody is about to. */
export function saveLarge() {
  const enlarge = ({ target }) => {
    const given = SAVED.get(target);
    if (given) target.src = saved(given, enlarged(given));
    SAVED.delete(target);
  };
  for (const name of ["contextmenu", "touchstart", "dragstart"])
    document.addEventListener(name, enlarge, { capture: true, passive: true });
}

/** Returns the panel of a figure whose controls alone are shown, under another that follows it. */
export function silent(section, { leader, clicks, ...base }) {
  return { section, base, clicks, leader, show() {}, name: section.dataset.figure };
}

/** Returns a sentence with the way to where that is to be had, {address, words}, or without one. */
export function elsewhere(sentence, way) {
  if (!way) return escaped(sentence);
  const link = `<a href="${escaped(way.address)}" target="_blank" rel="noopener">${escaped(way.words)}</a>`;
  return `${escaped(sentence)} ${link}`;
}
