/** Segmentation: connected components of ink, grouped into digits, each cut out, in reading order; as
gapviz/imaging/photo/digits.py, where each number comes from. Boxes are [top, left, bottom, right]. */

import { components, pictureOf } from "./filters.js";
import { HALF } from "./ink.js";

const PART = 0.6, GAP = 0.25, STACKED = 0.5, BROKEN = 0.03, SMALLEST = 0.4, MOST_PARTS = 400, MOST = 100;

/** The digits of a picture and where they come from: {pieces, boxes}. */
export function cutOut(picture) {
  const { labels, boxes } = components(picture, (at) => picture.pixels[at] > HALF);
  const size = ([top, left, bottom, right]) => Math.max(bottom - top, right - left);
  const largest = boxes.map((_, part) => part).sort((one, other) => size(boxes[other]) - size(boxes[one]));
  const parts = largest.slice(0, MOST_PARTS).sort((one, other) => one - other);
  const groups = grouped(parts.map((part) => boxes[part])).map((group) => group.map((place) => parts[place]));
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

/** Which boxes make up a digit, as lists of their numbers. */
function grouped(boxes) {
  const tallest = Math.max(...boxes.map(([top, , bottom]) => bottom - top));
  const group = boxes.map((_, place) => place);
  boxes.forEach((box, one) => boxes.slice(0, one).forEach((other, place) => {
    if (!belong(box, other, tallest) || group[one] === group[place]) return;
    const [first, last] = [group[one], group[place]].sort((low, high) => low - high);
    group.forEach((member, each) => { if (member === last) group[each] = first; });
  }));
  const members = boxes.map(() => []);
  group.forEach((first, place) => members[first].push(place));
  return members.filter((found) => found.length);
}

function belong(one, other, tallest) {
  const apart = [0, 1].map((axis) => (
    Math.max(one[axis], other[axis]) - Math.min(one[axis + 2], other[axis + 2])
  ));
  const [down, across] = apart.map((gap) => Math.max(gap, 0)), shared = Math.max(-apart[1], 0);
  const narrower = Math.min(one[3] - one[1], other[3] - other[1]);
  const low = [one, other].some(([top, , bottom]) => bottom - top < PART * tallest);
  const stacked = shared >= STACKED * narrower && down <= GAP * tallest;
  const beside = low && Math.hypot(down, across) <= GAP * tallest;
  return stacked || beside || Math.max(down, across) <= BROKEN * tallest;
}

/** The numbers of the boxes that are tall enough for digits, line by line, and from left to right. */
function inReadingOrder(boxes) {
  const height = (digit) => boxes[digit][2] - boxes[digit][0];
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
