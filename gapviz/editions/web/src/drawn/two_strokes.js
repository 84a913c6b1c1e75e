/** Whether two connected components that do not touch are strokes of one digit, as
gapviz/imaging/photo/two_strokes.py, where each number comes from. Boxes are [top, left, bottom, right]. */

import { median, quantile } from "./filters.js";

export const BESIDE = 0.2;
const TALL = 0.65, LEFT = 0.3, BEGINS = 0.35, RISES = 0.3, HANGS = 0.13, SURELY = 0.3;
const SLIM = 0.28, EVEN = 0.7, WIDER = 1.6, STRAIGHT = 0.07, ARM = 0.28, BAR = 1.5, LOWER = 0.4;
const ONE_RUN = 0.6, BOWED = 0.08, LEVEL = 0.15, ENDS = 0.1;
const sum = (values) => values.reduce((total, value) => total + value, 0);
const mean = (values) => sum(values) / values.length;
const share = (values, holds) => values.filter(holds).length / values.length;

/** Whether ink of two components of `labels` is at most `reach` pixels apart, across and down. */
export function withinReach({ labels, width, height }, numbers, [one, other], reach) {
  const far = Math.floor(reach) + 1;
  const [top, left] = [0, 1].map((side) => Math.max(0, Math.max(one[side], other[side]) - far));
  const bottom = Math.min(height, Math.min(one[2], other[2]) + far);
  const right = Math.min(width, Math.min(one[3], other[3]) + far);
  const near = (row, column) => {
    for (let y = Math.max(top, row - far); y <= Math.min(bottom - 1, row + far); y++) {
      for (let x = Math.max(left, column - far); x <= Math.min(right - 1, column + far); x++) {
        if (labels[y * width + x] === numbers[0]) return true;
      }
    }
    return false;
  };
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      if (labels[row * width + column] === numbers[1] && near(row, column)) return true;
    }
  }
  return false;
}

/** Whether two components are an open 4's arm and stem or a 0's halves. */
export function areOneDigit(found, numbers, boxes) {
  const place = ([, left, , right]) => left + right;
  const order = place(boxes[1]) < place(boxes[0]) ? [1, 0] : [0, 1];
  const [left, right] = order.map((part) => boxes[part]);
  const height = Math.max(left[2], right[2]) - Math.min(left[0], right[0]);
  const begins = right[0] - left[0], hangs = right[2] - left[2];
  const four = HANGS * height <= hangs && -BEGINS * height <= begins && begins <= RISES * height
    && left[2] - left[0] >= LEFT * height && right[2] - right[0] >= TALL * height;
  if (!four && Math.max(Math.abs(hangs), Math.abs(begins)) > LEVEL * height) return false;
  const [first, second] = order.map((part) => outline(found, numbers[part], boxes[part]));
  const apart = paperBetween(first, second), least = Math.min(height, ...apart);
  if (least < 0 || least > BESIDE * height) return false;
  if (four) return isStem(second, height) && (hangs >= SURELY * height || hasBar(first, height));
  const ends = Math.max(1, Math.floor(ENDS * apart.length));
  const widest = Math.max(Math.min(...apart.slice(0, ends)), Math.min(...apart.slice(-ends)));
  return widest <= BESIDE * height
    && bow(first, height) >= BOWED * height && -bow(second, height) >= BOWED * height;
}

/** The rows of a component: where each begins and ends, and its ink. */
function outline({ labels, width: across }, number, [top, left, bottom, right]) {
  const rows = Array.from({ length: bottom - top }, (_, row) => {
    const line = labels.subarray((top + row) * across + left, (top + row) * across + right);
    const ink = line.reduce((count, label) => count + (label === number), 0);
    return [left + line.indexOf(number), left + line.lastIndexOf(number) + 1, ink];
  });
  const [begins, ends, ink] = [0, 1, 2].map((each) => rows.map((row) => row[each]));
  const middle = begins.map((begin, row) => (begin + ends[row]) / 2);
  return { top, bottom, begins, ends, ink, middle, width: begins.map((begin, row) => ends[row] - begin) };
}

function paperBetween(left, right) {
  const start = Math.max(left.top, right.top), stop = Math.min(left.bottom, right.bottom);
  return Array.from({ length: Math.max(0, stop - start) }, (_, row) => (
    right.begins[start + row - right.top] - left.ends[start + row - left.top]
  ));
}

function isStem({ width, middle }, height) {
  const slim = median(width), rows = width.map((_, row) => row - (width.length - 1) / 2);
  const about = mean(middle), across = middle.map((place) => place - about);
  const lean = sum(rows.map((row, at) => row * across[at])) / Math.max(sum(rows.map((row) => row * row)), 1);
  const astray = mean(across.map((place, at) => (place - rows[at] * lean) ** 2));
  const even = share(width, (each) => each <= WIDER * slim);
  return slim <= SLIM * height && even >= EVEN && Math.sqrt(astray) <= STRAIGHT * height;
}

/** Whether a part is an arm above and a bar below, all of one stroke. */
function hasBar({ width, ink }, height) {
  const half = Math.floor(width.length / 2), arm = width.slice(0, half);
  const bar = width.indexOf(Math.max(...width));
  return half > 0 && quantile(arm, 0.8) <= ARM * height && width[bar] >= BAR * median(arm)
    && bar >= LOWER * width.length
    && share(width.slice(half), (each, row) => ink[half + row] >= 0.95 * each) >= ONE_RUN;
}

/** How far left of its ends the middle of a slim part lies, in pixels; of others 0. */
function bow({ width, middle }, height) {
  const ends = Math.max(1, Math.floor(ENDS * middle.length)), third = Math.floor(middle.length / 3);
  if (!third || median(width) > SLIM * height) return 0;
  const chord = (mean(middle.slice(0, ends)) + mean(middle.slice(-ends))) / 2;
  return chord - mean(middle.slice(third, -third));
}
