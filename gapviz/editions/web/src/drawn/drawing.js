/** A drawing as numbers to its picture, as gapviz/editions/web/pad/drawing.py paints it: the same bytes. A
canvas would not do: browsers smooth edges each in their own way, and some blur what a page reads back.

A drawing is a list of strokes {ink, points}: ink in percent, points [x, y, width] on a paper of PAPER_SIDE
squared. */

import { kept } from "../shifts/tools/pixels.js";
import { halfToEven } from "../shifts/tools/rounding.js";

export const PAPER_SIDE = 280;
const FINE = 4; // it is painted so many times larger, then reduced
const DENSE = 4, STEPS = 256; // discs to a radius of the pen's way, and the most of them at a point

/** The picture, black on white: Uint8Array of PAPER_SIDE squared, null where no ink is on the paper. */
export function picture(strokes) {
  const paper = new Float64Array(PAPER_SIDE * PAPER_SIDE).fill(1), levels = new Uint8Array(paper.length);
  for (const { ink, points } of strokes) {
    const covered = cover(points);
    for (let at = 0; at < paper.length; at++) paper[at] *= 1 - ink / 100 * (covered[at] / 255);
  }
  for (let at = 0; at < paper.length; at++) levels[at] = halfToEven(255 * paper[at]);
  return levels.every((level) => level === 255) ? null : levels;
}

/** How far a stroke covers each pixel, from 0 to 255. */
function cover(points) {
  const side = PAPER_SIDE * FINE, page = new Uint8Array(side * side);
  for (const [x, y, width] of discs(points.map((point) => point.map((value) => FINE * value)))) {
    const radius = width / 2;
    paintDisc(page, side, ...[x - radius, y - radius, x + radius - 1, y + radius - 1].map(Math.trunc));
  }
  const inked = new Uint8Array(PAPER_SIDE * PAPER_SIDE);
  for (let row = 0, at = 0; row < side; row++) {
    const first = Math.floor(row / FINE) * PAPER_SIDE;
    for (let column = 0; column < side; column++, at++) inked[first + Math.floor(column / FINE)] += page[at];
  }
  return inked.map((count) => Math.floor(255 * count / (FINE * FINE) + 0.5));
}

/** The discs of a stroke: from the middle before each point to the middle after it, bent towards the
point. */
function* discs(points) {
  const halfway = (one, other) => one.map((value, axis) => (value + other[axis]) / 2);
  const middles = points.slice(1).map((point, place) => halfway(points[place], point));
  for (let place = 0; place < points.length; place++) {
    const by = points[place], start = middles[place - 1] ?? by, end = middles[place] ?? by;
    const way = Math.hypot(by[0] - start[0], by[1] - start[1]) + Math.hypot(end[0] - by[0], end[1] - by[1]);
    const steps = Math.min(STEPS, Math.ceil(2 * DENSE * way / by[2]));
    for (let step = 0; step <= steps; step++) {
      const share = step === steps ? Number(steps > 0) : step * (1 / steps), rest = 1 - share;
      const bend = (axis) => rest ** 2 * start[axis] + 2 * share * rest * by[axis] + share ** 2 * end[axis];
      yield [bend(0), bend(1), by[2]];
    }
  }
}

/** Paint an ellipse between corners in whole pixels, both included, as Pillow rasterises it: of each pair
of rows at the same distance from the middle, out to the widest point of a path that keeps as close to the
ellipse as whole pixels can (Bresenham, 1977). */
function paintDisc(page, side, left, top, right, bottom) {
  const [wide, tall] = [right - left, bottom - top];
  if (wide < 0 || tall < 0) return;
  for (const [x, y] of extents(wide, tall)) {
    for (const row of new Set([top + (tall - y) / 2, top + (tall + y) / 2])) {
      if (row < 0 || row >= side) continue;
      const from = Math.max(0, left + (wide - x) / 2), to = Math.min(side - 1, left + (wide + x) / 2);
      if (from <= to) page.fill(1, row * side + from, row * side + to + 1);
    }
  }
}

/** How far an ellipse reaches, [x, y] in half pixels from its middle, of each y of a quarter. */
const extents = kept(64, (wide, tall) => {
  const off = (x, y) => Math.abs(wide * wide * y * y + tall * tall * x * x - wide * wide * tall * tall);
  const found = [];
  let [x, y] = [wide, tall % 2], last = null;
  while (true) {
    if (y !== last) found.push([x, last = y]);
    if (x === wide % 2 && y === tall) return found;
    const next = [[x, y + 2]];
    if (x > 1) next.push([x - 2, y + 2], [x - 2, y]);
    [x, y] = next.reduce((best, place) => (off(...place) < off(...best) ? place : best));
  }
});
