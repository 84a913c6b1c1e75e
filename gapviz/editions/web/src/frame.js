/** The MNIST frame: where MNIST puts a digit into its image, and how large. As gapviz/imaging/mnist_frame.py,
where the rule is written and its numbers come from; tests/fixtures/mnist_frame.json holds both to the same
places.

An image is a Float32Array of height x width, row by row, 0 paper and 1 ink. Pairs are [down, across],
positions in pixels from the image's top left corner. */

import { clamp } from "./shifts/tools/pixels.js";

export const SIDE = 28; // pixels
export const BOX = 20 / SIDE; // the digit's longer side, in sides of the image
const INK = Math.fround(0.1); // darker pixels belong to the digit's box
const TIE = 1e-4; // pixels; a centre so close to a half is not moved over it by rounding

/** The digit, scaled into MNIST's box, its centre of mass in the middle: Float32Array of size[0] x
size[1]. What is in the frame already comes back bit for bit. */
export function reframe(image, height, width, size = [SIDE, SIDE]) {
  const { start, offset, scale } = placement(image, height, width, size);
  if (scale === 1) return cut(image, height, width, start[0] - offset[0], start[1] - offset[1], size);
  const down = shares(start[0], offset[0], scale, height, size[0]);
  const across = shares(start[1], offset[1], scale, width, size[1]);
  return resampled(image, width, down, across);
}

/** Where the digit's box starts in the image and in the result, and by how much it is scaled. */
export function placement(image, height, width, size) {
  const { start, extent } = inkBox(image, height, width);
  const side = BOX * Math.min(...size), longest = Math.max(...extent) || side;
  const exact = side / longest, scale = Math.abs(exact - 1) <= TIE ? 1 : exact;
  const centre = centreOfMass(image, height, width).map((place, axis) => (place - start[axis]) * scale);
  return { start, scale, offset: centred(centre, extent.map((length) => length * scale), size) };
}

/** Where the box of the ink starts, and how far it reaches; both are 0 without ink. */
export function inkBox(image, height, width) {
  let top = height, bottom = -1, left = width, right = -1;
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++, at++) {
      if (image[at] <= INK) continue;
      if (row < top) top = row;
      bottom = row;
      if (column < left) left = column;
      if (column > right) right = column;
    }
  }
  if (bottom < 0) return { start: [0, 0], extent: [0, 0] };
  return { start: [top, left], extent: [bottom - top + 1, right - left + 1] };
}

/** The centre of mass; of an image without ink it is the middle. */
export function centreOfMass(image, height, width) {
  let mass = 0, down = 0, across = 0;
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++, at++) {
      mass += image[at];
      down += image[at] * (row - (height - 1) / 2);
      across += image[at] * (column - (width - 1) / 2);
    }
  }
  const total = Math.max(mass, 1e-6);
  return [down / total + height / 2, across / total + width / 2];
}

/** Where a digit starts in an image of `size` whose pixel size // 2 is to hold its `centre`, counted from
its start. */
export function centred(centre, extent, size) {
  return size.map((length, axis) => {
    const offset = Math.ceil(Math.floor(length / 2) - centre[axis] - TIE);
    return Math.max(Math.min(offset, Math.floor(length - extent[axis] + TIE)), 0);
  });
}

/** The cut of `size` whose first pixel is at `top` and `left`; outside is paper. */
export function cut(image, height, width, top, left, size) {
  const found = new Float32Array(size[0] * size[1]);
  const low = Math.max(0, -left), high = Math.min(size[1], width - left);
  for (let row = Math.max(0, -top); row < Math.min(size[0], height - top) && low < high; row++) {
    const from = (row + top) * width + left;
    found.set(image.subarray(from + low, from + high), row * size[1] + low);
  }
  return found;
}

/** The share of each of `given` lines of the source in each of `size` lines of the result, and from which
line on, since only a few are not 0. The running sum of the source is interpolated by cubics (Keys, 1981, a
= -1/2). */
function shares(start, offset, scale, given, size) {
  return Array.from({ length: size }, (_, line) => {
    const [from, to] = [line, line + 1].map((edge) => (edge - offset) / scale + start);
    const first = Math.max(0, Math.floor(from - 2)), last = Math.min(given, Math.ceil(to + 2));
    const weights = [];
    for (let source = first; source < last; source++) {
      weights.push((before(to - source - 0.5) - before(from - source - 0.5)) * scale);
    }
    return { first, weights };
  });
}

/** How much of a line lies before an edge that is so far past its middle, from -1/2 to 1/2, over its ends
by cubics. */
function before(past) {
  const inside = clamp(past, -0.5, 0.5), beyond = clamp(past - inside, -1, 1);
  return 1.25 * inside - inside ** 3 + 0.5 * (Math.abs(beyond) - 1) ** 2 * beyond;
}

function resampled(image, width, down, across) {
  const result = new Float32Array(down.length * across.length), line = new Float64Array(width);
  down.forEach(({ first, weights }, row) => {
    line.fill(0);
    weights.forEach((weight, step) => {
      const from = (first + step) * width;
      for (let column = 0; column < width; column++) line[column] += weight * image[from + column];
    });
    across.forEach((share, column) => {
      let sum = 0;
      share.weights.forEach((weight, step) => { sum += weight * line[share.first + step]; });
      result[row * across.length + column] = clamp(sum, 0, 1); // beside an edge cubics overshoot
    });
  });
  return result;
}
