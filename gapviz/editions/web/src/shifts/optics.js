/** Optics: blur, JPEG and edges: gapviz/shifts/optics.py, one image at a time. */

import { gaussianSmooth } from "./tools/blur.js";
import { canny } from "./tools/canny.js";
import { compress } from "./tools/jpeg.js";
import { swapPixels } from "./tools/pixel_swaps.js";
import { clamp, kept, sideOf } from "./tools/pixels.js";

const STEEPNESSES = 9;

export function gaussian_blur(image, { std }) {
  return gaussianSmooth(image, std);
}

export function motion_blur(image, { std, centre }, dice) {
  if (std === 0) return image.slice();
  const last = sideOf(image) - 1;
  const [steepness] = dice.integers(0, STEEPNESSES);
  const [upwards] = dice.integers(0, 2);
  const path = motionPath(steepness, std, centre === "kept");
  const smeared = new Float64Array(image.length);
  for (const [down, across, share] of path) {
    let place = 0;
    for (let row = 0; row <= last; row++) {
      const from = clamp(upwards ? row - down : row + down, 0, last) * (last + 1);
      for (let column = 0; column <= last; column++) {
        smeared[place++] += share * image[from + clamp(column + across, 0, last)];
      }
    }
  }
  return Float32Array.from(smeared);
}

export function glass_blur(image, { std, reach, passes, blur }, dice) {
  const across = blur === "both_ways";
  const steps = gaussianSmooth(image, std, across).map((ink) => Math.floor(Math.fround(ink * 255)));
  const swapped = swapPixels(steps, reach, passes, dice).map((step) => step / 255);
  return gaussianSmooth(swapped, std, across);
}

export function jpeg(image, { quality }) {
  return compress(image, quality);
}

export function canny_edges(image, { strength, std }) {
  const edges = canny(image, std);
  return image.map((ink, place) => ink + strength * (edges[place] - ink));
}

/**
 * Return half a bell along a line: [down, across, share] of each pixel that a smeared one takes from.
 *
 * Where it `keeps` the centre, the path starts as far before the pixel as its mean would lie beyond, and what
 * falls between pixels is shared by them; else it goes from pixel to nearest pixel, as in ImageMagick.
 */
const motionPath = kept(64, (steepness, std, keeps) => {
  const angle = (((steepness + 0.5) / STEEPNESSES) * 45 * Math.PI) / 180;
  const weights = Float64Array.from({ length: Math.ceil(3.5 * std) + 1 }, (_, step) => {
    return Math.exp(-((step / std) ** 2) / 2);
  });
  const total = weights.reduce((a, b) => a + b);
  const bell = weights.map((weight) => weight / total);
  const mean = bell.reduce((sum, share, step) => sum + share * step, 0);
  const shares = new Map();
  bell.forEach((share, step) => {
    const [down, across] = [Math.sin(angle), Math.cos(angle)].map((part) => {
      const place = (step - (keeps ? mean : 0)) * part;
      return neighbours(keeps ? place : Math.ceil(place - 0.5));
    });
    for (const [row, ofRow] of down) {
      for (const [column, ofColumn] of across) {
        const key = `${row},${column}`;
        shares.set(key, (shares.get(key) ?? 0) + share * ofRow * ofColumn);
      }
    }
  });
  const path = [...shares].map(([key, share]) => [...key.split(",").map(Number), share]);
  return path.filter(([, , share]) => share > 0);
});

/** Return the whole numbers below and above a place, each with the share of it that is theirs. */
function neighbours(place) {
  const below = Math.floor(place);
  return [[below, 1 - (place - below)], [below + 1, place - below]];
}
