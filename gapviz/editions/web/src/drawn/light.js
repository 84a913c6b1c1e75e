/** Greyscale and background illumination, as gapviz/imaging/photo/light.py, where each number
comes from. A step takes a picture and returns one; values are rounded to float32 where they are there. */

import { clamp } from "../shifts/tools/pixels.js";
import { clipped, closed, gaussian, mapped, median, pictureOf } from "./filters.js";

export const SHADOW = 0.25; // sides of the picture: what is wider is light or shadow
const LIGHT_SIDE = 64, WHITE = 0.8, DARKEST_LIGHT = 0.01, COLOURS = 10_000;
const { fround } = Math;

/** All channels are the same: what is left of the step is how it rounds. */
export function grey({ pixels, height, width }) {
  const stride = Math.max(1, Math.floor(pixels.length / COLOURS));
  const paper = median(pixels.filter((_, at) => at % stride === 0));
  return pictureOf(height, width, pixels.map((value) => clipped(fround(paper + fround(value - paper)))));
}

export function light(picture) {
  const small = gaussian(shrunk(picture, LIGHT_SIDE), 0.7);
  const reach = Math.max(3, Math.floor(SHADOW * Math.max(small.height, small.width)));
  const lit = gaussian(closed(small, reach), reach / 4, "nearest");
  const even = grown(mapped(lit, (value) => Math.max(value, DARKEST_LIGHT)), picture);
  return pictureOf(picture.height, picture.width, picture.pixels.map((value, at) => (
    clipped(fround(fround(WHITE) * value) / even[at])
  )));
}

export function inverse(picture) {
  return mapped(picture, (value) => clipped(1 - value));
}

/** Blocks of pixels averaged, so that the longer side is at most `side`. */
export function shrunk({ pixels, height, width }, side) {
  const block = Math.ceil(Math.max(height, width) / side);
  const small = pictureOf(Math.ceil(height / block), Math.ceil(width / block));
  return mapped(small, (_, at) => {
    const top = Math.floor(at / small.width) * block, left = at % small.width * block;
    const bottom = Math.min(top + block, height), right = Math.min(left + block, width);
    let sum = 0;
    for (let row = top; row < bottom; row++) {
      for (let column = left; column < right; column++) sum += pixels[row * width + column];
    }
    return sum / ((bottom - top) * (right - left));
  });
}

/** What `shrunk` made small at its old size, interpolated, down before across. */
export function grown(small, { height, width }) {
  const block = Math.ceil(Math.max(height, width) / Math.max(small.height, small.width));
  const places = (length, last) => Array.from({ length }, (_, at) => {
    const place = clamp((at + 0.5) / block - 0.5, 0, last), low = Math.floor(place);
    const share = fround(place - low);
    return { low, high: low + (share > 0), share, rest: fround(1 - share) };
  });
  const between = ({ share, rest }, low, high) => fround(fround(low * rest) + fround(high * share));
  const rows = places(height, small.height - 1), columns = places(width, small.width - 1);
  const result = new Float32Array(height * width);
  rows.forEach((row, y) => {
    const line = Array.from({ length: small.width }, (_, x) => (
      between(row, small.pixels[row.low * small.width + x], small.pixels[row.high * small.width + x])
    ));
    columns.forEach((column, x) => {
      result[y * width + x] = between(column, line[column.low], line[column.high]);
    });
  });
  return result;
}
