/** Noise: gapviz/shifts/noise.py, one image at a time. */

import { kept } from "./tools/pixels.js";
import { halfToEven } from "./tools/rounding.js";

const BRIGHTNESSES = 256;
const CHANCES = 2 ** 14;

export function gaussian_noise(image, { std }, dice) {
  const noise = dice.normal(image.length);
  return image.map((ink, place) => ink + noise[place] * std);
}

export function salt_and_pepper(image, { amount, ink }, dice) {
  return struck(image, dice, amount * ink, amount * (1 - ink));
}

export function impulse_noise(image, { amount }, dice) {
  return struck(image, dice, amount / 2, amount / 2);
}

export function shot_noise(image, { photons }, dice) {
  const chances = dice.coarse(image.length);
  const edges = photonEdges(photons);
  return image.map((ink, place) => {
    const above = edges[halfToEven(Math.fround(ink * (BRIGHTNESSES - 1)))];
    const chance = Math.floor(chances[place] * CHANCES);
    let count = 0;
    while (chance >= above[count]) count++;
    return count / photons;
  });
}

/**
 * Return the chances, of CHANCES, below which at most 0, 1, 2 ... photons are counted, for each brightness:
 * the Poisson distribution function.
 */
const photonEdges = kept(4, (photons) => {
  const counts = [...Array(Math.floor(photons + 6 * Math.sqrt(photons) + 10)).keys()];
  // Of factorials, in float32 as torch has them: half a chance is not far.
  const logarithms = [];
  counts.reduce((log, count) => (logarithms[count] = log + Math.log(Math.max(count, 1))), 0);
  return Array.from({ length: BRIGHTNESSES }, (_, brightness) => {
    const expected = (photons * brightness) / (BRIGHTNESSES - 1);
    let below = 0;
    const edges = Int32Array.from(counts, (count) => {
      const power = count ? count * Math.log(expected) : 0;
      below += Math.exp(power - expected - Math.fround(logarithms[count]));
      return Math.min(halfToEven(below * CHANCES), CHANCES);
    });
    edges[edges.length - 1] = CHANCES;
    return edges;
  });
});

/** Return an image some of whose pixels turned to ink or to paper; the dice are thresholded as float32. */
function struck(image, dice, ink, paper) {
  const chances = dice.coarse(image.length);
  const [inked, bare] = [Math.fround(ink), Math.fround(1 - paper)];
  return image.map((shade, place) => (chances[place] >= bare ? 0 : chances[place] < inked ? 1 : shade));
}
