/** Line removal and border clearing, as gapviz/imaging/photo/ruling.py, where each number comes from.
Masks are pictures of 0 and 1. */

import { kept } from "../shifts/tools/pixels.js";
import { halfToEven } from "../shifts/tools/rounding.js";
import { components, mapped, pictureOf, turned } from "./filters.js";
import { HALF, rubbedOut } from "./ink.js";
import { shrunk } from "./light.js";

const TILT_DEGREES = 5, TILT_STEP = 0.5, LINE_SIDE = 160, FILLED = 0.25, WAY = 0.6, RULED = 0.75;
const END = 0.04, REACHED = 0.2, CROSSED = 2, STRIP = 0.16, OUTSIDE = 0.8, LARGER = 5, THINNER = 0.6;
const BEYOND = 0.1, BAR = 1.6, TIGHT = 0.02, SEVERAL = 3, MANY = 5, CRUMBS = 0.25, FRAMED = 0.3;
const TURNS = Array.from({ length: 1 + 2 * TILT_DEGREES / TILT_STEP }, (_, step) => (
  Math.PI / 2 + (step * TILT_STEP - TILT_DEGREES) * (Math.PI / 180)
)).map((turn) => ({ across: Math.cos(turn), down: Math.sin(turn) }));

/** Lines that run through the whole picture are taken out, except where a stroke crosses them, and but those
that are strokes themselves. */
export function lines(picture) {
  const solid = mapped(picture, (value) => Number(value > HALF)), aside = turned(solid);
  const found = [ruled(solid), ruled(aside)];
  if (!found.some(({ pixels }) => pixels.some(Boolean))) return picture;
  const rest = written(solid, along(solid, ...found)), pen = penWidth(rest);
  const gone = along(solid, ruling(solid, found[0], rest, pen), ruling(aside, found[1], turned(rest), pen));
  return gone.pixels.some(Boolean) ? rubbedOut(picture, gone.pixels) : picture;
}

/** What of `solid` is line: `level` are those from left to right, and `upright` the others, turned. */
function along(solid, level, upright) {
  const across = thin(solid, level).pixels, down = turned(thin(turned(solid), upright)).pixels;
  const other = turned(upright).pixels;
  return mapped(solid, (_, at) => Number(across[at] || down[at] || (other[at] && level.pixels[at])));
}

/** What is written: `solid` without what is along `lines`, crumbs, what the edge cuts off, and bars that hang
on lines and are as thin. */
function written(solid, lines) {
  const rest = mapped(solid, (inked, at) => Number(inked && !lines.pixels[at]));
  const { labels, boxes, kept: stay } = cutOff(rest);
  const width = penWidth(lines), hanging = new Set(), { height, width: wide } = solid;
  labels.forEach((label, at) => {
    if (label && !hanging.has(label) && near(lines, at, 2)) hanging.add(label);
  });
  const stays = stay.map((keeps, label) => {
    if (!keeps) return false;
    const [top, left, bottom, right] = boxes[label - 1];
    const short = Math.min(bottom - top, right - left), long = Math.max(bottom - top, right - left);
    return !(short <= BAR * width && long >= 2 * short && hanging.has(label));
  });
  return pictureOf(height, wide, Float32Array.from(labels, (label) => Number(stays[label])));
}

/** Whether a mask has anything within `far` pixels of a place, in a square. */
export function near({ pixels, height, width }, at, far) {
  const row = Math.floor(at / width), column = at % width;
  for (let y = Math.max(0, row - far); y <= Math.min(height - 1, row + far); y++) {
    for (let x = Math.max(0, column - far); x <= Math.min(width - 1, column + far); x++) {
      if (pixels[y * width + x]) return true;
    }
  }
  return false;
}

/** How wide the strokes of a mask are, in pixels. */
export function penWidth(mask) {
  const down = runLengths(mask);
  const across = turned(pictureOf(mask.width, mask.height, runLengths(turned(mask))));
  const widths = [];
  mask.pixels.forEach((inked, at) => { if (inked) widths.push(Math.min(down[at], across.pixels[at])); });
  return widths.length ? middle(widths) : 0;
}

/** The median, in double precision. */
export function middle(values) {
  const sorted = Float64Array.from(values).sort(), half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** The lines of `found`, numbered from 1, that are ruling and no stroke; `rest` is what is written beside
them, by a `pen` so wide. */
function ruling(solid, found, rest, pen) {
  const { height, width } = solid, lengths = runLengths(solid), lines = new Map();
  found.pixels.forEach((number, at) => {
    if (!number) return;
    if (!lines.has(number)) lines.set(number, []);
    lines.get(number).push(at);
  });
  if (!lines.size) return found;
  const widthOf = (places) => middle(places.map((at) => lengths[at]));
  const box = boxOf(rest), usual = middle([...lines.values()].map(widthOf));
  if (lines.size >= MANY || (lines.size >= SEVERAL && (!box || usual <= THINNER * pen))) return found;
  if (!box) return mapped(found, () => 0);
  const beyond = Math.min(box[1], width - box[3]) >= BEYOND * width;
  const parts = components(solid, (at) => solid.pixels[at]).labels;
  const held = new Set(parts.filter((_, at) => rest.pixels[at]));
  const passed = new Set();
  for (const [number, places] of lines) {
    const hangs = places.some((at) => held.has(parts[at]));
    const rows = places.map((at) => Math.floor(at / width));
    const top = rows.reduce((least, row) => Math.min(least, row), box[0]);
    const bottom = rows.reduce((most, row) => Math.max(most, row), box[2] - 1);
    const tight = top <= TIGHT * height && bottom >= height - 1 - TIGHT * height;
    if (hangs ? beyond && widthOf(places) <= THINNER * pen : !tight) passed.add(number);
  }
  return mapped(found, (number) => (passed.has(number) ? number : 0));
}

/** The box of a mask, [top, left, bottom, right], the last two beyond; null where it is empty. */
export function boxOf({ pixels, height, width }) {
  const box = [height, width, 0, 0];
  pixels.forEach((inked, at) => {
    if (!inked) return;
    const row = Math.floor(at / width), column = at % width;
    box[0] = Math.min(box[0], row);
    box[1] = Math.min(box[1], column);
    box[2] = Math.max(box[2], row + 1);
    box[3] = Math.max(box[3], column + 1);
  });
  return box[2] ? box : null;
}

/** Which line from left to right each pixel of `solid` lies on, numbered from 1, 0 for none. */
function ruled(solid) {
  const small = mapped(shrunk(solid, LINE_SIDE), (filled) => Number(filled > FILLED));
  const { height, width } = small;
  const [whole, ...ends] = ways(height, width), counts = hough(small);
  const passed = counts.map((count, line) => (
    Number(count >= RULED * whole[line] && whole[line] >= WAY * width)
  ));
  if (!passed.some(Boolean)) return mapped(solid, () => 0);
  strips(small).forEach((strip, end) => hough(strip).forEach((count, line) => {
    if (count < REACHED * ends[end][line]) passed[line] = 0;
  }));
  const reach = reachOf(height, width);
  const turns = [...TURNS.keys()].filter((turn) => passed.some((on, at) => on && at % TURNS.length === turn));
  const found = mapped(small, (_, at) => Number(turns.some((turn) => {
    const row = Math.floor(at / width), column = at % width;
    const distance = halfToEven(column * TURNS[turn].across + row * TURNS[turn].down + reach);
    return passed[Math.max(distance, 0) * TURNS.length + turn];
  })));
  const { labels } = components(small, (at) => found.pixels[at]);
  const block = Math.ceil(Math.max(solid.height, solid.width) / LINE_SIDE);
  return mapped(solid, (inked, at) => {
    const row = Math.floor(at / solid.width / block), column = Math.floor(at % solid.width / block);
    return inked ? labels[row * width + column] : 0;
  });
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

/** The upright runs of a mask, as lists of places. */
function uprightRuns({ pixels, height, width }) {
  const runs = [];
  for (let column = 0; column < width; column++) {
    for (let row = 0, run = null; row < height; row++) {
      const at = row * width + column;
      if (!pixels[at]) run = null;
      else if (run) run.push(at);
      else runs.push(run = [at]);
    }
  }
  return runs;
}

/** How long the upright run is that each pixel belongs to, 0 outside. */
export function runLengths(mask) {
  const lengths = new Float32Array(mask.pixels.length);
  for (const run of uprightRuns(mask)) for (const at of run) lengths[at] = run.length;
  return lengths;
}

/** The upright runs of `solid` through the lines `on` that are no longer than a line is wide. */
function thin(solid, on) {
  const found = mapped(solid, () => 0);
  if (!on.pixels.some(Boolean)) return found;
  const crossing = uprightRuns(solid).map((run) => [run, run.filter((at) => on.pixels[at]).length]);
  const long = middle(crossing.flatMap(([run, count]) => new Array(count).fill(run.length)));
  for (const [run, count] of crossing) {
    if (!count || run.length > Math.max(CROSSED * long, 2)) continue;
    for (const at of run) found.pixels[at] = 1;
  }
  return found;
}

/** What runs along the picture's edge belongs to something that was cut off, and is left out. */
export function margins(picture) {
  const { labels, gone } = cutOff(mapped(picture, (value) => Number(value > HALF)));
  return gone.some(Boolean) ? rubbedOut(picture, labels.map((label) => Number(gone[label]))) : picture;
}

/** The components of a mask, and by their labels which are cut off by the edge, and which of the others are
no crumbs. */
function cutOff(mask) {
  const { height, width, pixels } = mask;
  const { labels, boxes } = components(mask, (at) => pixels[at]);
  const [tall, wide] = [height, width].map((side) => Math.max(1, Math.round(STRIP * side)));
  const size = new Array(boxes.length + 1).fill(0), inside = size.slice();
  const touches = size.map(() => [false, false, false, false]);
  labels.forEach((label, at) => {
    const row = Math.floor(at / width), column = at % width;
    size[label]++;
    if (row >= tall && row < height - tall && column >= wide && column < width - wide) inside[label]++;
    [!row, !column, row === height - 1, column === width - 1].forEach((touch, edge) => {
      if (touch) touches[label][edge] = true;
    });
  });
  size[0] = 0;
  const sides = touches.map((edges) => edges.filter(Boolean).length);
  const longest = [0, ...boxes.map(([top, left, bottom, right]) => Math.max(bottom - top, right - left))];
  const free = boxes.filter((_, at) => !sides[at + 1] && longest[at + 1] >= FRAMED * Math.max(height, width));
  let gone = size.map((count, label) => label > 0 && sides[label] > 0 && (
    inside[label] <= (1 - OUTSIDE) * count
    || ((sides[label] === 2 || sides[label] === 3) && free.some((box) => insideBox(box, boxes[label - 1])))
  ));
  const stays = longest.filter((_, label) => !gone[label]);
  const least = CRUMBS * stays.reduce((most, long) => Math.max(most, long), 0);
  const held = [0, 1, 2, 3].map((edge) => touches.some((edges, label) => (
    edges[edge] && !gone[label] && longest[label] > least
  )));
  gone = gone.map((cut, label) => cut && !(
    (touches[label][0] || sides[label] > 1) && sides[label] < 4
    && touches[label].every((touch, edge) => touch || held[edge])
  ));
  const area = (which) => size.reduce((sum, count, label) => sum + (gone[label] === which ? count : 0), 0);
  if (area(true) > LARGER * area(false)) gone = gone.map(() => false);
  return { labels, boxes, gone, kept: longest.map((long, label) => long > least && !gone[label]) };
}

/** Whether a box lies in another. */
export function insideBox(box, other) {
  return box[0] >= other[0] && box[1] >= other[1] && box[2] <= other[2] && box[3] <= other[3];
}
