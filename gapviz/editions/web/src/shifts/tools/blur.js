/**
 * Gaussian blur, separable, as gapviz/imaging/gaussian_blur.py does it: a matrix product along each axis.
 *
 * A matrix (size, size) times a line of pixels is the line convolved; it is a Float32Array, row by row.
 */

import { clamp, kept, sideOf } from "./pixels.js";

/** Standard deviations after which the kernel is cut off. */
const TRUNCATE = 4;

/** Return a Gaussian of `std` pixels, Float64Array (2 radius + 1), 1 in its middle. */
export function gaussianKernel(std) {
  const radius = Math.floor(TRUNCATE * std + 0.5);
  const bell = (_, place) => (radius ? Math.exp(-0.5 * ((place - radius) / std) ** 2) : 1);
  return Float64Array.from({ length: 2 * radius + 1 }, bell);
}

/** Return the matrix that convolves a line; beyond its edge the last pixel goes on, or there is nothing. */
export function convolutionMatrix(kernel, size, edge = "nearest") {
  const radius = (kernel.length - 1) / 2;
  const weights = new Float64Array(size * size);
  for (let to = 0; to < size; to++) {
    kernel.forEach((weight, place) => {
      const from = to + place - radius;
      const inside = clamp(from, 0, size - 1);
      if (edge === "nearest" || from === inside) weights[to * size + inside] += weight;
    });
  }
  return weights;
}

/** Return the matrix that blurs a line by a Gaussian of `std` pixels; its rows sum to one. */
export const gaussianMatrix = kept(64, (size, std, edge = "nearest") => {
  const weights = convolutionMatrix(gaussianKernel(std), size, edge);
  const sums = new Float64Array(size);
  weights.forEach((weight, place) => (sums[Math.floor(place / size)] += weight));
  return Float32Array.from(weights, (weight, place) => weight / sums[Math.floor(place / size)]);
});

/** Return an image blurred by a Gaussian of `std` pixels, its edges going on; or up and down alone. */
export function gaussianSmooth(image, std, across = true) {
  const matrix = gaussianMatrix(sideOf(image), std);
  return alongColumns(matrix, across ? alongRows(image, matrix) : image);
}

/** Return an image, each of whose rows has gone through a matrix. */
export function alongRows(image, matrix) {
  return along(image, matrix, 1, sideOf(image));
}

/** Return an image, each of whose columns has gone through a matrix. */
export function alongColumns(matrix, image) {
  return along(image, matrix, sideOf(image), 1);
}

/** Put lines through a matrix: their pixels are `step` places apart, and the lines `between`. */
function along(image, matrix, step, between) {
  const side = sideOf(image);
  const result = new Float32Array(image.length);
  for (let to = 0; to < side; to++) {
    for (let from = 0; from < side; from++) {
      const weight = matrix[to * side + from];
      if (weight === 0) continue;
      // Rounded to float32 after each product and sum, as by a fused multiply-add: what is rounded or
      // compared later falls on the same side as in torch.
      for (let line = 0; line < side; line++) {
        result[line * between + to * step] += weight * image[line * between + from * step];
      }
    }
  }
  return result;
}
