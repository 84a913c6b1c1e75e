/** Light, contrast, negatives and fog: gapviz/shifts/light.py, one image at a time. */

import { plasmaFractal } from "./tools/diamond_square.js";
import { clamp, pixels, sideOf } from "./tools/pixels.js";

export function uneven_light(image, { depth }, dice) {
  const side = sideOf(image);
  const [angle] = dice.uniform(1, 0, 2 * Math.PI);
  const [down, across] = [Math.cos(angle), Math.sin(angle)];
  const reach = Math.abs(down) + Math.abs(across);
  const axis = (place) => (2 * place + 1) / side - 1;
  return pixels(image, (ink, row, column) => {
    const distance = (down * axis(row) + across * axis(column)) / (2 * reach) + 0.5;
    return 1 - (1 - ink) * (1 - depth * distance);
  });
}

export function low_contrast(image, { contrast }) {
  return pixels(image, (ink) => 0.5 + contrast * (ink - 0.5));
}

export function inverted(image, { share }) {
  const width = share * sideOf(image);
  return pixels(image, (ink, _, column) => ink + clamp(width - column, 0, 1) * (1 - 2 * ink));
}

export function brightness(image, { amount }) {
  return pixels(image, (ink) => ink + amount);
}

export function fog(image, { amount, decay }, dice) {
  const side = sideOf(image);
  const clouds = plasmaFractal(side, decay, dice);
  const brightest = image.reduce((most, ink) => Math.max(most, ink), 0);
  const back = brightest / Math.max(brightest + amount, 1e-6);
  return pixels(image, (ink, row, column) => (ink + amount * clouds[row * side + column]) * back);
}
