/** What is taken of a figure: all that its formats are made of, in one state.

Python tells of the figure as published (web/share.py); the rest is of the state. */

import { said } from "../page/controls.js";
import { whole } from "../page/table.js";
import { fill } from "../page/wording.js";

/** Returns what is taken, of what is `told` of a figure and of its state: {drawing, leader: the drawing that
it follows or nothing, pairs, values: by key, addresses, live, notes: sentences on what no link holds}.

Of the published figure come the pixels, the evidence and the table that the drawing leaves out. */
export function taken(told, { drawing, leader, pairs, values, addresses, live = told.live, notes = [] }) {
  return {
    ...told,
    live,
    notes,
    drawing: filled(drawing, told.published),
    pairs,
    settings: settings([leader, drawing], values),
    text: { caption: fill(drawing.caption), alt: fill(drawing.alt), headline: fill(drawing.headline) },
    addresses,
    chosen: { theme: "host", plain: false, slide: false, pinned: false },
  };
}

function filled(drawing, published) {
  const made = { ...drawing };
  delete made.reading;
  const known = published.tiles ?? [];
  if (drawing.tiles) made.tiles = drawing.tiles.map((tile, place) => pictured(tile, known[place]));
  made.table = whole(drawing.table, published.table);
  return made;
}

/** Returns a tile with its pixels as text: a live figure has bytes, one that stands as published has none. */
function pictured(tile, known = {}) {
  if (tile.pixels === undefined) {
    const { pixels, evidence } = known;
    return { ...tile, pixels, ...(evidence && { evidence }) };
  }
  const made = { ...tile, pixels: base64(tile.pixels) };
  if (tile.evidence) made.evidence = base64(tile.evidence);
  return made;
}

function base64(given) {
  if (typeof given === "string") return given;
  const bytes = new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** Returns the whole state as a reader reads it, [label, words] of each control that has a say. */
function settings(drawings, values) {
  const value = (control) => (values.has(control.key) ? values.get(control.key) : control.default);
  const all = drawings.flatMap((drawing) => drawing?.controls ?? []).filter(({ idle }) => !idle);
  return all.map((control) => [control.label, said(control, value(control))]);
}
