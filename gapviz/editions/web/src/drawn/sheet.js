/** Finding the sheet, as gapviz/imaging/photo/sheet.py, where each number comes from. A drawing's paper fills
the pad, but a reader may paint a tile on it. Masks are Uint8Array of 0 and 1, row by row. */

import { clipped, components, gaussian, mapped, median, pictureOf } from "./filters.js";
import { grown, shrunk } from "./light.js";

const { fround } = Math;
const SHEET_SIDE = 100, EDGES = [0.03, 0.06, 0.1, 0.16].map(fround), LEAST = 0.09, MOST = 0.96, SOLID = 0.85;
const SQUARE = 0.84, INKED = [0.004, 0.6], TALL = 0.25, LIKE = 0.5, MUCH_LIKE = 0.3, FAINT = 0.35;
const TURNS = Array.from({ length: 30 }, (_, turn) => turn * Math.PI / 60), CUT = 0.5, CUT_SIDES = 2;
const OTHER = fround(0.07), AROUND = 0.7, NEAR = 5, DEEP = 4, SPREAD = [0.2, 0.07, 0.025], FEW = 1e-3;
export const PLAIN = 0.84; // of a hull
const PART = 0.1, SLIM = 0.22, ROUND = 0.88, FULL = 0.8, HAIR = 1e-6;
const EVEN = [[0.9, Infinity], [0.95, 1.45], [1.01, 1.2]];
export const count = (mask) => mask.reduce((sum, inside) => sum + inside, 0);
const times = (picture, mask) => mapped(picture, (value, at) => (mask[at] ? value : 0));

/** The page cropped to the sheet on it, or as it is. */
export function sheet(picture) {
  const small = shrunk(picture, SHEET_SIDE);
  for (const region of regions(small)) {
    const ground = groundOf(small, region.even);
    if (isSheet(small, region, ground)) return cropped(picture, region, ground);
  }
  return picture;
}

/** Even pixels, the first and last columns of their hull in each row, and the pixels within it. */
export function regionOf(even, { height, width }) {
  const left = hullOf(even, height, width, false), right = hullOf(even, height, width, true);
  const inside = between(left, right, height, width);
  return { even, left, right, inside, size: count(inside) };
}

/** The pixels from column `left` to `right`, of a row; rows and columns of a copy, so many pixels to one. */
function between(left, right, height, width, block = 1) {
  const place = (at) => (at + 0.5) / block - 0.5, inside = new Uint8Array(height * width);
  for (let row = 0, at = 0; row < height; row++) {
    const [first, last] = [left(place(row)), right(place(row))];
    for (let column = 0; column < width; column++, at++) {
      inside[at] = place(column) >= first - HAIR && place(column) <= last + HAIR;
    }
  }
  return inside;
}

/** The left or right side of a mask's hull: its column at any row, infinite above and below it. */
function hullOf(mask, height, width, mirrored) {
  const corners = [], sign = mirrored ? -1 : 1;
  for (let row = 0; row < height; row++) {
    const line = mask.subarray(row * width, (row + 1) * width);
    const found = mirrored ? line.lastIndexOf(1) : line.indexOf(1);
    if (found < 0) continue;
    while (corners.length > 1 && bendsOut(corners.at(-2), corners.at(-1), [row, sign * found])) corners.pop();
    corners.push([row, sign * found]);
  }
  return (row) => {
    const next = corners.findIndex(([below]) => below >= row);
    if (next < 0 || row < corners[0][0]) return sign * Infinity;
    const [below, to] = corners[next], [above, from] = corners[Math.max(0, next - 1)];
    return sign * (below === row ? to : (to - from) / (below - above) * (row - above) + from);
  };
}

function bendsOut([above, first], [row, middle], [below, last]) {
  return (middle - first) * (below - above) >= (last - first) * (row - above);
}

function regions(small) {
  const { pixels, height, width } = small, apart = ranges(small), found = [];
  for (const edge of EDGES) {
    const { labels, boxes } = components(small, (at) => apart[at] < edge);
    const sizes = new Int32Array(boxes.length);
    for (const label of labels) if (label) sizes[label - 1]++;
    boxes.forEach((box, number) => {
      if (sizes[number] < SOLID / 2 * LEAST * pixels.length) return;
      if (found.some(({ box: other }) => other.every((side, at) => Math.abs(side - box[at]) <= 1))) return;
      const region = regionOf(Uint8Array.from(labels, (label) => label === number + 1), small);
      if (hasShape(region, height, width)) found.push({ ...region, box });
    });
  }
  return found.sort((one, other) => one.size - other.size);
}

/** How far the pixels of the 3 x 3 around each are apart. */
function ranges({ pixels, height, width }) {
  return pixels.map((_, at) => {
    let [least, most] = [Infinity, -Infinity];
    forEachNear(at, height, width, (near) => {
      least = Math.min(least, pixels[near]);
      most = Math.max(most, pixels[near]);
    });
    return most - least;
  });
}

function forEachNear(at, height, width, visit) {
  const row = Math.floor(at / width), column = at % width;
  for (let y = Math.max(0, row - 1); y <= Math.min(height - 1, row + 1); y++) {
    for (let x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x++) visit(y * width + x);
  }
}

function hasShape({ even, inside, size }, height, width) {
  const edged = grownBy(inside, height, width, 1), share = count(edged) / edged.length;
  if (!(share >= LEAST && share <= MOST)) return false;
  if (count(withoutHoles(even, height, width)) < SOLID * size) return false;
  const { rows, columns } = projected(edged, height, width);
  const [tall, wide] = [count(rows), count(columns)];
  const across = (row) => count(edged.subarray(row * width, (row + 1) * width)) >= CUT * wide;
  const down = (column) => count(edged.filter((_, at) => at % width === column)) >= CUT * tall;
  const cut = across(0) + across(height - 1) + down(0) + down(width - 1);
  return cut <= CUT_SIDES && squareness(inside, width) >= SQUARE;
}

/** Which rows and which columns a mask has pixels in. */
export function projected(mask, height, width) {
  const rows = new Uint8Array(height), columns = new Uint8Array(width);
  mask.forEach((inside, at) => {
    if (inside) rows[Math.floor(at / width)] = columns[at % width] = 1;
  });
  return { rows, columns };
}

export function withoutHoles(mask, height, width) {
  const outside = new Uint8Array(mask.length), stack = [];
  const reach = (at) => {
    if (mask[at] || outside[at]) return;
    outside[at] = 1;
    stack.push(at);
  };
  mask.forEach((_, at) => {
    const row = Math.floor(at / width), column = at % width;
    if (row === 0 || column === 0 || row === height - 1 || column === width - 1) reach(at);
  });
  while (stack.length) {
    const at = stack.pop(), column = at % width;
    if (at >= width) reach(at - width);
    if (at < mask.length - width) reach(at + width);
    if (column > 0) reach(at - 1);
    if (column < width - 1) reach(at + 1);
  }
  return outside.map((out) => 1 - out);
}

export function squareness(inside, width) {
  const size = count(inside);
  let best = 0;
  for (const turn of TURNS) {
    const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
    const along = (at) => at % width * cos + Math.floor(at / width) * sin;
    const across = (at) => Math.floor(at / width) * cos - at % width * sin;
    const [a, b, c, d] = [along, across].flatMap((place) => extremes(inside, place));
    let area = 0;
    for (let at = 0; at < inside.length; at++) {
      if (along(at) >= a && along(at) <= b && across(at) >= c && across(at) <= d) area++;
    }
    best = Math.max(best, size / area);
  }
  return best;
}

function extremes(inside, place) {
  let [least, most] = [Infinity, -Infinity];
  inside.forEach((within, at) => {
    if (!within) return;
    least = Math.min(least, place(at));
    most = Math.max(most, place(at));
  });
  return [least, most];
}

function groundOf(small, even) {
  const { height, width } = small, longer = Math.max(height, width);
  const known = pictureOf(height, width, Float32Array.from(even));
  const mean = fround(times(small, even).pixels.reduce((sum, value) => sum + value, 0) / count(even));
  return SPREAD.reduce((found, spread) => {
    const weight = gaussian(known, spread * longer, "constant").pixels;
    const missed = times(mapped(small, (value, at) => value - found.pixels[at]), even);
    const blurred = gaussian(missed, spread * longer, "constant").pixels;
    return mapped(found, (value, at) => value + fround(blurred[at] / fround(weight[at] + FEW)));
  }, mapped(small, () => mean));
}

function isSheet(small, { inside, size }, ground) {
  const { pixels, height, width } = small;
  const apart = pixels.map((value, at) => Math.abs(value - ground.pixels[at]));
  const around = grownBy(inside, height, width, 2).map((near) => 1 - near), beyond = count(around);
  if (!beyond || count(around.map((out, at) => out && apart[at] > OTHER)) / beyond < AROUND) return false;
  const ink = written(apart, inside, height, width);
  const { boxes } = components(small, (at) => ink[at]), tall = boxes.map(([top, , bottom]) => bottom - top);
  if (!boxes.length || count(ink) < INKED[0] * size || count(ink) > INKED[1] * size) return false;
  if (Math.max(...tall) < TALL * extent(projected(inside, height, width).rows)) return false;
  const full = fround(FULL * apart.reduce((most, value, at) => (ink[at] ? Math.max(most, value) : most), 0));
  const near = grownBy(inside, height, width, NEAR);
  const colour = (where) => median(pixels.filter((_, at) => where(at)));
  const paper = colour((at) => near[at] && around[at]), hole = colour((at) => ink[at] && apart[at] >= full);
  const own = colour((at) => inside[at] && !ink[at]);
  const like = Math.abs(hole - paper) / Math.max(Math.abs(own - paper), OTHER);
  return like > LIKE || !isDigit(ink, inside, like, height, width);
}

function written(apart, inside, height, width) {
  const core = shrunkBy(inside, height, width, 1), deep = shrunkBy(inside, height, width, DEEP);
  const darkest = apart.reduce((most, value, at) => (core[at] ? Math.max(most, value) : most), 0);
  const dark = inside.map((within, at) => within && apart[at] > Math.max(OTHER, FAINT * darkest));
  const { labels } = components({ height, width }, (at) => dark[at]), cutOff = new Set();
  inside.forEach((within, at) => within && !core[at] && labels[at] && cutOff.add(labels[at]));
  const ink = dark.map((is, at) => is && !cutOff.has(labels[at]));
  const bays = count(dark.map((is, at) => is && cutOff.has(labels[at]) && deep[at]));
  return bays <= count(ink) ? ink : ink.fill(0);
}

function isDigit(ink, inside, like, height, width) {
  const { labels, boxes } = components({ height, width }, (at) => ink[at]), least = PART * count(ink);
  const square = squareness(inside, width);
  let slim = true;
  if (square < ROUND) return true;
  for (const [number, [top, left, bottom, right]] of boxes.entries()) {
    const part = Uint8Array.from(labels, (label) => label === number + 1), size = count(part);
    if (size < least) continue;
    if (size < PLAIN * regionOf(part, { height, width }).size) return false;
    slim &&= size < SLIM * ((bottom - top) ** 2 + (right - left) ** 2);
  }
  if (!slim || like > MUCH_LIKE) return !slim;
  const [whole, holes] = [inside, ink].map((mask) => projected(mask, height, width));
  const [above, beside] = ["rows", "columns"].map((axis) => extent(whole[axis]) - extent(holes[axis]));
  return EVEN.some(([most, ratio]) => square < most && beside < ratio * above);
}

export const extent = (line) => line.lastIndexOf(1) - line.indexOf(1) + 1;

function grownBy(mask, height, width, pixels) {
  if (!pixels) return mask;
  const result = mask.slice();
  mask.forEach((inside, at) => inside && forEachNear(at, height, width, (near) => (result[near] = 1)));
  return grownBy(result, height, width, pixels - 1);
}

export function shrunkBy(mask, height, width, pixels) {
  if (!pixels) return mask;
  const within = (at, length) => at > 0 && at < length - 1;
  const result = mask.map((inside, at) => {
    let stays = inside && within(at % width, width) && within(Math.floor(at / width), height);
    if (stays) forEachNear(at, height, width, (near) => (stays &&= mask[near]));
    return stays;
  });
  return shrunkBy(result, height, width, pixels - 1);
}

function cropped(picture, { left, right }, ground) {
  const { pixels, height, width } = picture, block = Math.ceil(Math.max(height, width) / SHEET_SIDE);
  const inside = between(left, right, height, width, block);
  const { rows, columns } = projected(inside, height, width);
  const top = rows.indexOf(1), first = columns.indexOf(1);
  const around = grown(ground, picture), result = pictureOf(extent(rows), extent(columns));
  return mapped(result, (_, at) => {
    const from = (top + Math.floor(at / result.width)) * width + first + at % result.width;
    return clipped(inside[from] ? pixels[from] : around[from]);
  });
}
