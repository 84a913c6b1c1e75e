/** Canny edge detector: gapviz/shifts/tools/canny.py, one image at a time. */

import { alongColumns, alongRows, gaussianMatrix } from "./blur.js";
import { kept, sideOf } from "./pixels.js";

const LOW_THRESHOLD = Math.fround(0.1);
const HIGH_THRESHOLD = Math.fround(0.2);

/** Return where the edges of an image are, 1 or 0, after a blur of `std` pixels. */
export function canny(image, std) {
  const side = sideOf(image);
  const { difference, mean } = derivativeAndMean(side, std);
  const down = alongColumns(difference, alongRows(image, mean));
  const across = alongColumns(mean, alongRows(image, difference));
  const strength = down.map((value, place) => Math.sqrt(value * value + across[place] * across[place]));
  const edges = new Uint8Array(image.length);
  const weak = edges.map((_, place) => (isLargest(down, across, strength, side, place) ? 1 : 0));
  // Hysteresis: weak edges are kept where they hang together with a strong one.
  const reached = [...weak.keys()].filter((place) => weak[place] && strength[place] >= HIGH_THRESHOLD);
  for (let place = reached.pop(); place !== undefined; place = reached.pop()) {
    if (!weak[place]) continue;
    edges[place] = 1;
    weak[place] = 0;
    for (const row of [-side, 0, side]) reached.push(place + row - 1, place + row, place + row + 1);
  }
  return edges;
}

/** Return the matrices of the smoothed difference and the smoothed mean along an axis, (size, size). */
const derivativeAndMean = kept(16, (size, std) => {
  const smooth = gaussianMatrix(size, std, "zero");
  const row = (place) => smooth.subarray(Math.min(Math.max(place, 0), size - 1) * size).subarray(0, size);
  const [difference, mean] = [new Float32Array(size * size), new Float32Array(size * size)];
  for (let place = 0; place < size; place++) {
    const [above, here, below] = [row(place - 1), row(place), row(place + 1)];
    for (let from = 0; from < size; from++) {
      difference[place * size + from] = below[from] - above[from];
      mean[place * size + from] = Math.fround(below[from] + 2 * here[from]) + above[from];
    }
  }
  return { difference, mean };
});

/** Whether a gradient above LOW_THRESHOLD is largest along its own direction; outermost ones never are. */
function isLargest(down, across, strength, side, place) {
  const [row, column] = [Math.floor(place / side), place % side];
  const here = strength[place];
  if (here < LOW_THRESHOLD || row % (side - 1) === 0 || column % (side - 1) === 0) return false;
  const falling = down[place] * across[place] > 0;
  const [vertical, horizontal] = [Math.abs(down[place]), Math.abs(across[place])];
  const steep = vertical > horizontal;
  const share = Math.fround(Math.min(vertical, horizontal) / Math.max(vertical, horizontal));
  return [1, -1].every((sign) => {
    const diagonal = strength[place + sign * (falling ? side + 1 : 1 - side)];
    const straight = strength[place + sign * (steep ? (falling ? side : -side) : 1)];
    return Math.fround(straight + share * (diagonal - straight)) <= here;
  });
}
