/** Joining the dots of a dot matrix or a dotted pen to strokes, as gapviz/imaging/photo/dots.py, where each
number comes from. */

import { clipped, components, pictureOf } from "./filters.js";
import { HALF } from "./ink.js";

const FEWEST = 5, MOST = 600, SMALLEST = 2, LIKE = 1.5, ROUND = 0.6, FILLED = 0.55, MOSTLY = 0.85;
const STEADY = 1.35, REGULAR = 0.8, SPARSE = 4, JOINED = 1.8, TALL = 2.5, WIDE = 4, FULL = 0.7, SLACK = 1e-6;
const sum = (values) => values.reduce((total, value) => total + value, 0);
const distance = (one, other) => Math.hypot(one[0] - other[0], one[1] - other[1]);

export function dots(picture) {
  const { labels, boxes } = components(picture, (at) => picture.pixels[at] > HALF);
  if (boxes.length < FEWEST) return picture;
  const ink = boxes.map(() => 0);
  labels.forEach((label) => { if (label) ink[label - 1]++; });
  const sides = boxes.map(([top, left, bottom, right]) => [bottom - top, right - left]);
  const longest = sides.map((side) => Math.max(...side)), usual = usualOf(longest, ink);
  const all = boxes.map((_, part) => part).filter((part) => (
    longest[part] <= LIKE * usual && LIKE * longest[part] >= usual
    && Math.min(...sides[part]) >= ROUND * longest[part] && ink[part] >= FILLED * longest[part] ** 2
  ));
  const few = all.length < FEWEST || all.length > MOST;
  if (few || usual <= SMALLEST || sum(all.map((part) => ink[part])) < MOSTLY * sum(ink)) return picture;
  const middle = (box) => [0, 1].map((axis) => (box[axis] + box[axis + 2] - 1) / 2);
  return joined(picture, all.map((part) => middle(boxes[part])), usual);
}

/** The length of the components that have half of the ink below them. */
function usualOf(lengths, ink) {
  const order = lengths.map((_, part) => part).sort((one, other) => lengths[one] - lengths[other]);
  let below = 0;
  return lengths[order.find((part) => (below += ink[part]) >= sum(ink) / 2)];
}

function joined(picture, middles, usual) {
  const apart = middles.map((one, place) => (
    middles.map((other, at) => (at === place ? Infinity : distance(one, other)))
  ));
  const nearest = apart.map((row) => row.reduce((least, far) => Math.min(least, far)));
  const spacing = nearest.slice().sort((one, other) => one - other)[Math.floor(nearest.length / 4)];
  const steady = nearest.filter((far) => far <= JOINED * spacing && STEADY * far >= spacing);
  if (spacing > SPARSE * usual || steady.length < REGULAR * nearest.length) return picture;
  const links = apart.flatMap((row, one) => row.flatMap((far, other) => {
    if (other <= one || far > JOINED * spacing) return [];
    return row.some((_, third) => Math.max(row[third], apart[other][third]) < far - SLACK) ? [] : [[one, other]];
  }));
  const digits = groupsOf(middles.length, links).filter((group) => (
    isDigit(group.map((dot) => middles[dot]), spacing)
  ));
  const rest = pictureOf(picture.height, picture.width, picture.pixels.slice());
  const within = new Set(digits.flat());
  for (const [one, other] of links) {
    if (within.has(one)) draw(rest, middles[one], middles[other], usual / 2);
  }
  return digits.length ? rest : picture;
}

/** Which of so many dots hang together by `links`, pairs of their numbers. */
function groupsOf(count, links) {
  const group = Array.from({ length: count }, (_, dot) => [dot]);
  for (const [one, other] of links) {
    if (group[one] === group[other]) continue;
    const both = [...group[one], ...group[other]];
    both.forEach((dot) => { group[dot] = both; });
  }
  return [...new Set(group)];
}

function isDigit(middles, spacing) {
  const [height, width] = [0, 1].map((axis) => {
    const places = middles.map((middle) => middle[axis]);
    return Math.max(...places) - Math.min(...places);
  });
  const field = (height + spacing) * (width + spacing) / spacing ** 2;
  const pattern = Math.min(height, width) >= (WIDE - 0.5) * spacing && middles.length >= FULL * field;
  return middles.length >= FEWEST && height >= TALL * spacing && !pattern;
}

/** Draw a line from `start` to `stop`, [row, column], whose edges stay grey. */
function draw({ pixels, height, width }, start, stop, radius) {
  const reach = Math.floor(radius) + 1, [down, across] = [0, 1].map((axis) => stop[axis] - start[axis]);
  const from = [0, 1].map((axis) => Math.max(0, Math.floor(Math.min(start[axis], stop[axis])) - reach));
  const to = [height, width].map((side, axis) => (
    Math.min(side - 1, Math.floor(Math.max(start[axis], stop[axis])) + reach + 1)
  ));
  for (let row = from[0]; row <= to[0]; row++) {
    for (let column = from[1]; column <= to[1]; column++) {
      const [y, x] = [row - start[0], column - start[1]];
      const along = clipped((y * down + x * across) / (down ** 2 + across ** 2));
      const ink = clipped(radius + 0.5 - Math.hypot(y - along * down, x - along * across));
      pixels[row * width + column] = Math.max(pixels[row * width + column], ink);
    }
  }
}
