/** Binarisation and despeckling, as gapviz/imaging/photo/ink.py, where each number comes from. */

import { clipped, components, mapped, median, pictureOf, quantile } from "./filters.js";

export const HALF = 0.5; // ink darker than this is inside a stroke
const NOISE = 4, FAINTEST = 0.06, DARKEST = 0.9, EDGE = 0.3, FULL = 0.99, FEWEST = 4, BINS = 256;
const LIGHTEST = 0.95, MOSTLY_INK = 0.25;
const SPECK = 0.1, CRUMB = 0.02, HALO = 2;
const { fround } = Math;

export function ink(picture) {
  const paper = paperOf(picture.pixels), dark = picture.pixels.map((value) => paper - value);
  const least = Math.max(NOISE * noise(picture), FAINTEST);
  const candidates = dark.filter((value) => value > least);
  if (candidates.length < FEWEST) return pictureOf(picture.height, picture.width);
  const begins = Math.max(otsu(candidates), EDGE * quantile(candidates, DARKEST));
  const full = Math.max(quantile(candidates, FULL), 1.1 * begins);
  return pictureOf(picture.height, picture.width, dark.map((value) => {
    if (value <= begins) return HALF * Math.max(value, 0) / begins;
    return Math.min(HALF + (value - begins) / (full - begins) * (1 - HALF), 1);
  }));
}

/** The grey of the paper: the median, of the lighter tone where more than half is much darker. */
function paperOf(pixels) {
  const [middle, lightest] = [0.5, LIGHTEST].map((share) => quantile(pixels, share));
  if (!(lightest - middle > MOSTLY_INK)) return middle;
  return median(pixels.filter((value) => value > (middle + lightest) / 2));
}

/** The standard deviation of the paper, from neighbours' differences. */
function noise({ pixels, width }) {
  const apart = pixels.map((value, at) => Math.abs(fround(pixels[at + 1] - value)));
  return width > 1 ? median(apart.filter((_, at) => at % width < width - 1)) / (0.6745 * Math.SQRT2) : 0;
}

/** Otsu's threshold (1979, IEEE Trans. SMC 9) of some values and as many noughts, in 256 bins, all in
float32. */
function otsu(values) {
  const most = values.reduce((best, value) => Math.max(best, value)), step = fround(most / BINS);
  const edges = new Float32Array(BINS + 1).map((_, edge) => (edge < BINS ? edge * step : most));
  const counts = new Float32Array(BINS);
  counts[0] = values.length;
  for (const value of values) {
    let bin = Math.min(Math.floor(value / most * BINS), BINS - 1);
    while (value < edges[bin]) bin--;
    while (bin < BINS - 1 && value >= edges[bin + 1]) bin++;
    counts[bin]++;
  }
  const middles = Float32Array.from(counts, (_, bin) => fround(edges[bin] + edges[bin + 1]) / 2);
  const moments = Float32Array.from(counts, (count, bin) => count * middles[bin]);
  const [below, above] = [counts, counts.slice().reverse()].map(summed);
  const [lower, upper] = [moments, moments.slice().reverse()].map(summed);
  let best = 0, widest = -Infinity;
  for (let bin = 0; bin + 1 < BINS; bin++) {
    const rest = BINS - 2 - bin;
    const apart = fround(fround(lower[bin] / below[bin]) - fround(upper[rest] / above[rest]));
    const between = fround(fround(below[bin] * above[rest]) * fround(apart * apart));
    if (between > widest) [best, widest] = [bin, between];
  }
  return middles[best];
}

function summed(values) {
  let sum = 0;
  return values.map((value) => (sum = fround(sum + value)));
}

export function specks(picture) {
  const { height, width, pixels } = picture;
  const { labels, boxes } = components(picture, (at) => pixels[at] > HALF);
  if (!boxes.length) return pictureOf(height, width);
  const longest = boxes.map(([top, left, bottom, right]) => Math.max(bottom - top, right - left));
  const least = Math.max(SPECK * Math.max(...longest), CRUMB * Math.max(height, width));
  return rubbedOut(picture, labels.map((label) => label && longest[label - 1] <= least));
}

/** The picture without its ink where `gone` is not 0, and without the blur around that. */
export function rubbedOut({ pixels, height, width }, gone) {
  const rest = pixels.slice();
  gone.forEach((erased, at) => {
    if (!erased) return;
    const row = Math.floor(at / width), column = at % width;
    for (let y = Math.max(0, row - HALO); y <= Math.min(height - 1, row + HALO); y++) {
      for (let x = Math.max(0, column - HALO); x <= Math.min(width - 1, column + HALO); x++) {
        const near = y * width + x;
        if (gone[near] || pixels[near] <= HALF) rest[near] = 0;
      }
    }
  });
  return pictureOf(height, width, rest);
}
