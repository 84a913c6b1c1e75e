/** Paper: stains, smears and spatter: gapviz/shifts/paper.py, one image at a time. */

import { alongColumns, alongRows, convolutionMatrix, gaussianKernel } from "./tools/blur.js";
import { clamp, kept, pixels, sideOf } from "./tools/pixels.js";
import { halfToEven } from "./tools/rounding.js";

const STAIN_BODY = 0.55;
const RIM_WIDTH = 2;
const STAIN_FORM = [0.3, 0.5, 1.5, 3, 3];
const DRIED = Math.fround(0.8);

export function stain(image, { darkness, radius }, dice) {
  const last = sideOf(image) - 1;
  const [top, left] = dice.uniform(2);
  const form = dice.uniform(5, -1);
  const [stretch, skew, bump, first, second] = STAIN_FORM.map((scale, place) => scale * form[place]);
  return pixels(image, (ink, row, column) => {
    const [down, right] = [row - top * last, column - left * last];
    const squared = down * down * (1 + stretch) + right * right * (1 - stretch) + skew * down * right;
    const bumps = bump * Math.cos(down * 0.6 + first) * Math.cos(right * 0.6 + second);
    const outside = Math.sqrt(squared) - radius + bumps;
    const body = clamp(0.5 - outside, 0, 1) * STAIN_BODY;
    const coffee = Math.max(body, 1 - Math.abs(outside) / RIM_WIDTH) * darkness;
    return coffee + ink * (1 - coffee);
  });
}

export function smear(image, { pixels: reach, wetness, towards }, dice) {
  const side = sideOf(image);
  const uneven = dice.uniform(side + 2);
  const fading = Math.exp(-1 / reach);
  const trail = new Float32Array(image.length);
  for (let row = 0; row < side; row++) {
    let wet = 0;
    for (let along = 0; along < side; along++) {
      const place = row * side + (towards === "right" ? along : side - 1 - along);
      wet = Math.max(image[place], wet * fading);
      trail[place] = wet;
    }
  }
  return pixels(image, (ink, row, column) => {
    const share = clamp((uneven[row] + uneven[row + 1] + uneven[row + 2]) * 0.5, 0, 1) * wetness;
    return Math.max(ink, trail[row * side + column] * share);
  });
}

export function spatter(image, { wet, brightness }, dice) {
  const noise = blurred(dice.coarse(image.length).map((chance) => Math.floor(chance * 256)), 1);
  const threshold = Math.fround((127.5 + spread(1) * quantile(1 - wet)) * 2 ** 16);
  const mud = blurred(noise.map((height) => (height > threshold ? 1 : 0)), 1.5);
  return image.map((ink, place) => {
    const covered = mud[place] / 2 ** 16;
    return covered > DRIED ? ink + (brightness - ink) * covered : ink;
  });
}

export function stripe(image, { pixels: width }) {
  const last = sideOf(image) - 1;
  return pixels(image, (ink, _, column) => (column < width || last - column < width ? 1 - ink : ink));
}

/** Return whole numbers blurred by `sigma` pixels, times 2^16, edges repeated: such sums are exact. */
function blurred(field, sigma) {
  const matrix = blurMatrix(sideOf(field), sigma);
  return alongColumns(matrix, alongRows(field, matrix));
}

const blurMatrix = kept(16, (size, sigma) => Float32Array.from(convolutionMatrix(kernel(sigma), size)));

/** Return a Gaussian of `sigma` pixels in whole 256ths; they sum to 256. */
function kernel(sigma) {
  const bell = gaussianKernel(sigma);
  const total = bell.reduce((a, b) => a + b);
  const weights = bell.map((weight) => halfToEven((256 * weight) / total));
  weights[(weights.length - 1) / 2] += 256 - weights.reduce((a, b) => a + b);
  return weights;
}

/** Return the standard deviation of even noise from 0 to 255 once it is blurred by `sigma` pixels. */
function spread(sigma) {
  const squares = kernel(sigma).reduce((total, weight) => total + (weight / 256) ** 2, 0);
  return Math.sqrt((256 ** 2 - 1) / 12) * squares;
}

/** Return the standard normal distribution's quantile of a probability, by Newton's method. */
function quantile(probability) {
  if (probability >= 1) return Infinity;
  let place = 0;
  for (let round = 0; round < 20; round++) {
    const bell = Math.exp((-place * place) / 2) / Math.sqrt(2 * Math.PI);
    // Marsaglia (2004): the area from the middle is the bell times x + x^3 / 3 + x^5 / (3 5) + ...
    let [term, area] = [place, place];
    for (let odd = 3; odd < 100; odd += 2) area += term *= (place * place) / odd;
    place -= (0.5 + area * bell - probability) / bell;
  }
  return place;
}
