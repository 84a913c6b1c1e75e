/** JPEG compression without the file: gapviz/shifts/tools/jpeg.py, of a grey picture. */

import { clamp, kept, sideOf } from "./pixels.js";
import { halfToEven } from "./rounding.js";

const BLOCK_SIDE = 8;
const AREA = BLOCK_SIDE ** 2;
const ROUNDING = 1e-4;
/** Quantisation at quality 50 (ITU-T T.81, annex K, table K.1). */
const LUMINANCE = [
  ...[16, 11, 10, 16, 24, 40, 51, 61],
  ...[12, 12, 14, 19, 26, 58, 60, 55],
  ...[14, 13, 16, 24, 40, 57, 69, 56],
  ...[14, 17, 22, 29, 51, 87, 80, 62],
  ...[18, 22, 37, 56, 68, 109, 103, 77],
  ...[24, 35, 55, 64, 81, 104, 113, 92],
  ...[49, 64, 78, 87, 103, 121, 120, 101],
  ...[72, 92, 95, 98, 112, 100, 103, 99],
];

/** Return an image as it comes back from a JPEG file of `quality` 1 to 100. */
export function compress(image, quality) {
  const side = sideOf(image);
  const { forward, backward } = matrices(quality);
  const result = new Float32Array(image.length);
  for (let top = 0; top < side; top += BLOCK_SIDE) {
    for (let left = 0; left < side; left += BLOCK_SIDE) {
      const shown = quantised(blockAt(image, side, top, left), forward, backward);
      for (let row = top; row < Math.min(top + BLOCK_SIDE, side); row++) {
        for (let column = left; column < Math.min(left + BLOCK_SIDE, side); column++) {
          result[row * side + column] = (shown[(row - top) * BLOCK_SIDE + column - left] + 128) / 255;
        }
      }
    }
  }
  return result;
}

/** Return a block of 8 x 8 pixels from -128 to 127; beyond the image its edge goes on. */
function blockAt(image, side, top, left) {
  const last = side - 1;
  const block = new Float32Array(AREA);
  for (let place = 0; place < AREA; place++) {
    const row = Math.min(top + Math.floor(place / BLOCK_SIDE), last);
    const column = Math.min(left + (place % BLOCK_SIDE), last);
    block[place] = halfToEven(Math.fround(Math.fround(image[row * side + column] * 255) - 128));
  }
  return block;
}

/** Return a block as it comes back; halves go up, as in libjpeg. */
function quantised(block, forward, backward) {
  const coefficients = product(block, forward).map(halfToEven);
  return product(coefficients, backward).map((value) => clamp(Math.floor(value + 0.5 + ROUNDING), -128, 127));
}

/** Return a line of numbers times a matrix, (64) and (64, 64), summed up in float32 as torch does. */
function product(line, matrix) {
  const result = new Float32Array(AREA);
  for (let from = 0; from < AREA; from++) {
    if (!line[from]) continue;
    for (let to = 0; to < AREA; to++) result[to] += line[from] * matrix[from * AREA + to];
  }
  return result;
}

/** Return the cosine transform of a block over its quantisation steps, and the way back, each (64, 64). */
const matrices = kept(8, (quality) => {
  const scale = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
  const steps = LUMINANCE.map((entry) => clamp(Math.floor((entry * scale + 50) / 100), 1, 255));
  const cosine = (wave, place) => {
    const height = Math.sqrt((wave ? 2 : 1) / BLOCK_SIDE);
    return height * Math.cos((Math.PI / BLOCK_SIDE) * wave * (place + 0.5));
  };
  const transform = (wave, place) => {
    const down = cosine(Math.floor(wave / BLOCK_SIDE), Math.floor(place / BLOCK_SIDE));
    return down * cosine(wave % BLOCK_SIDE, place % BLOCK_SIDE);
  };
  const forward = new Float32Array(AREA * AREA);
  const backward = new Float32Array(AREA * AREA);
  for (let wave = 0; wave < AREA; wave++) {
    for (let place = 0; place < AREA; place++) {
      forward[place * AREA + wave] = transform(wave, place) / steps[wave];
      backward[wave * AREA + place] = transform(wave, place) * steps[wave];
    }
  }
  return { forward, backward };
});
