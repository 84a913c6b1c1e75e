/** Segmentation: connected components of ink, grouped into digits, each cut out, in reading order; as
gapviz/imaging/photo/digits.py, where each number comes from. Boxes are [top, left, bottom, right]. */

import { components, pictureOf } from "./filters.js";
import { HALF } from "./ink.js";
import { areOneDigit, BESIDE, withinReach } from "./two_strokes.js";

const PART = 0.6, GAP = 0.25, STACKED = 0.5, NEARER = 0.02, FOOT = 0.15, BROKEN = 0.05, SPLIT = 0.015;
const SMALLEST = 0.4, MOST_PARTS = 400, MOST = 100;

/** The digits of a picture and where they come from: {pieces, boxes}. */
export function cutOut(picture) {
  const { labels, boxes } = components(picture, (at) => picture.pixels[at] > HALF);
  const size = ([top, left, bottom, right]) => Math.max(bottom - top, right - left);
  const largest = boxes.map((_, part) => part).sort((one, other) => size(boxes[other]) - size(boxes[one]));
  const parts = largest.slice(0, MOST_PARTS).sort((one, other) => one - other);
  const tallest = Math.max(0, ...boxes.map(([top, , bottom]) => bottom - top));
  const oneDigit = (...places) => {
    const [numbers, theirs] = [places.map((at) => parts[at] + 1), places.map((at) => boxes[parts[at]])];
    const page = { labels, height: picture.height, width: picture.width };
    const overlap = apartAlong(1, ...theirs) < 0;
    const reach = Math.max(SPLIT * tallest, overlap ? 1 : 0);
    return withinReach(page, numbers, theirs, reach) || areOneDigit(page, numbers, theirs);
  };
  const found = grouped(parts.map((part) => boxes[part]), oneDigit);
  const groups = found.map((group) => group.map((place) => parts[place]));
  const around = groups.map((group) => group.map((part) => boxes[part]).reduce((box, part) => (
    part.map((edge, side) => (side < 2 ? Math.min(edge, box[side]) : Math.max(edge, box[side])))
  )));
  const order = inReadingOrder(around);
  return {
    pieces: order.map((digit) => cut(picture, labels, groups[digit], around[digit])),
    boxes: order.map((digit) => around[digit]),
  };
}

/** The whole picture, taken for one digit. */
export function whole(picture) {
  return { pieces: [picture], boxes: [[0, 0, picture.height, picture.width]] };
}

/** Which boxes make up a digit, as lists of their numbers; `oneDigit` is asked about two, by their numbers,
that their boxes alone do not tell. */
function grouped(boxes, oneDigit) {
  const tallest = Math.max(...boxes.map(heightOf)), low = boxes.map((box) => heightOf(box) < PART * tallest);
  const fromTall = boxes.map((box) => (
    boxes.reduce((least, other, at) => (low[at] ? least : Math.min(least, distance(box, other))), Infinity)
  ));
  const group = boxes.map((_, place) => place);
  boxes.forEach((box, one) => boxes.slice(0, one).forEach((other, place) => {
    const far = distance(box, other);
    const beside = far <= GAP * tallest && [[one, place], [place, one]].some(([small, beyond]) => (
      low[small] && (low[beyond] || far <= fromTall[small] + NEARER * tallest)
    ));
    const told = belong(box, other, tallest, beside);
    if (group[one] === group[place] || !(told ?? oneDigit(place, one))) return;
    const [first, last] = [group[one], group[place]].sort((low, high) => low - high);
    group.forEach((member, each) => { if (member === last) group[each] = first; });
  }));
  const members = boxes.map(() => []);
  group.forEach((first, place) => members[first].push(place));
  return members.filter((found) => found.length);
}

const heightOf = ([top, , bottom]) => bottom - top;

function distance(one, other) {
  return Math.hypot(...[0, 1].map((axis) => Math.max(0, apartAlong(axis, one, other))));
}

function apartAlong(axis, one, other) {
  return Math.max(one[axis], other[axis]) - Math.min(one[axis + 2], other[axis + 2]);
}

/** Whether two boxes are parts of one digit, or null where the boxes alone do not tell. */
function belong(one, other, tallest, beside) {
  const [apartDown, apartAcross] = [0, 1].map((axis) => apartAlong(axis, one, other));
  const [down, across] = [apartDown, apartAcross].map((gap) => Math.max(gap, 0));
  const [narrower, lower] = [1, 0].map((axis) => (
    Math.min(...[one, other].map((box) => box[axis + 2] - box[axis]))
  ));
  const stacked = Math.max(-apartAcross, 0) >= STACKED * narrower;
  const below = Math.max(-apartDown, 0) < STACKED * lower;
  const above = (stacked && down <= GAP * tallest) || Math.max(down, across) <= BROKEN * tallest;
  const sameFoot = Math.abs(one[2] - other[2]) <= FOOT * tallest;
  const neighbours = lower >= SMALLEST * tallest && sameFoot && !stacked;
  if ((above && below) || (beside && !neighbours)) return true;
  return down <= SPLIT * tallest && across <= BESIDE * tallest ? null : false;
}

/** The numbers of the boxes that are tall enough for digits, line by line, and from left to right. */
function inReadingOrder(boxes) {
  const height = (digit) => heightOf(boxes[digit]);
  const by = (of) => (one, other) => of(one) - of(other);
  const least = SMALLEST * Math.max(0, ...boxes.map((_, digit) => height(digit)));
  const tall = boxes.map((_, digit) => digit).filter((digit) => height(digit) >= least);
  const digits = tall.sort(by((digit) => -height(digit))).slice(0, MOST), lines = [];
  for (const digit of digits.sort(by((each) => boxes[each][0]))) {
    const middle = (boxes[digit][0] + boxes[digit][2]) / 2;
    const line = lines.find((each) => {
      const [tops, bottoms] = [0, 2].map((side) => each.map((one) => boxes[one][side]));
      return Math.min(...tops) <= middle && middle <= Math.max(...bottoms);
    });
    if (line) line.push(digit);
    else lines.push([digit]);
  }
  return lines.flatMap((line) => line.sort(by((digit) => boxes[digit][1])));
}

/** The ink in a box and a pixel around it, without that of parts of other digits. */
function cut({ pixels, height, width }, labels, group, box) {
  const [top, left] = [Math.max(box[0] - 1, 0), Math.max(box[1] - 1, 0)];
  const piece = pictureOf(Math.min(box[2] + 1, height) - top, Math.min(box[3] + 1, width) - left);
  piece.pixels.forEach((_, place) => {
    const at = (top + Math.floor(place / piece.width)) * width + left + place % piece.width;
    const foreign = labels[at] && !group.includes(labels[at] - 1);
    piece.pixels[place] = foreign ? 0 : pixels[at];
  });
  return piece;
}
