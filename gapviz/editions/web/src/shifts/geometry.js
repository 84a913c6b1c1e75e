/** Geometry, affine and projective warps: gapviz/shifts/geometry.py, one image at a time. */

import { sideOf } from "./tools/pixels.js";
import { warp } from "./tools/sampling.js";

export function rotate(image, { degrees }, dice) {
  const [cosine, sine] = [Math.cos(radians(degrees)), Math.sin(radians(degrees)) * sign(dice)];
  return warp(image, [[cosine, -sine, 0], [sine, cosine, 0]]);
}

export function shear(image, { degrees }, dice) {
  const [cosine, sine] = [Math.cos(radians(degrees)), Math.sin(radians(degrees)) * sign(dice)];
  return warp(image, [[1, -sine, 0], [0, cosine, 0]]);
}

export function scale(image, { factor }) {
  return warp(image, [[1 / factor, 0, 0], [0, 1 / factor, 0]]);
}

export function translate(image, { pixels }, dice) {
  const [across, down] = [sign(dice), sign(dice)];
  return warp(image, [[1, 0, pixels * across], [0, 1, pixels * down]]);
}

export function perspective(image, { degrees, distance }, dice) {
  const [cosine, sine] = [Math.cos(radians(degrees)), Math.sin(radians(degrees))];
  const [angle] = dice.uniform(1, 0, 2 * Math.PI);
  const [x, y] = [Math.cos(angle), Math.sin(angle)];
  const stretch = 1 / cosine - 1;
  const lean = sine / (distance * sideOf(image) * cosine);
  const first = [1 + stretch * x * x, stretch * x * y, 0];
  return warp(image, [first, [stretch * x * y, 1 + stretch * y * y, 0], [-lean * x, -lean * y, 1]]);
}

/** Return -1 or 1. */
function sign(dice) {
  return dice.integers(0, 2)[0] * 2 - 1;
}

function radians(degrees) {
  return (degrees * Math.PI) / 180;
}
