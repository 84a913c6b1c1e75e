/** Borders and cropping errors: gapviz/shifts/borders.py, one image at a time. */

import { clamp, pixels, sideOf } from "./tools/pixels.js";
import { between } from "./tools/sampling.js";

const BORDER_WIDTH = 1.5;

export function border(image, { pixels: width, sides, gap, darkness }) {
  const last = sideOf(image) - 1;
  const has = Object.fromEntries(["top", "left", "bottom", "right"].map((side) => [side, runs(sides, side)]));
  const inside = (place) => place >= gap && place < gap + width;
  return pixels(image, (ink, row, column) => {
    const across = (has.top && inside(row)) || (has.bottom && inside(last - row));
    const along = (has.left && inside(column)) || (has.right && inside(last - column));
    return across || along ? Math.max(ink, darkness) : ink;
  });
}

export function bad_crop(image, { pixels: slip, gap, darkness }, dice) {
  const side = sideOf(image);
  const [angle] = dice.uniform(1, 0, 2 * Math.PI);
  const right = Math.cos(angle) * slip;
  const down = Math.sin(angle) * slip;
  return pixels(image, (_, row, column) => {
    const line = Math.max(printed(row - down, side, gap), printed(column - right, side, gap));
    return Math.max(between(image, row - down, column - right), line * darkness);
  });
}

/** Whether the border runs along a side: `sides` names those that it does, or all. */
function runs(sides, side) {
  return sides === "all" || sides.split("_").includes(side);
}

/** Return the share of a pixel, at `place` in its cell, that the two lines outside the window cover. */
function printed(place, side, gap) {
  const line = side / 2 + gap + BORDER_WIDTH / 2;
  return clamp(BORDER_WIDTH / 2 + 0.5 - Math.abs(Math.abs(place - (side - 1) / 2) - line), 0, 1);
}
