/** Resampling: an image read between its pixels, linearly along both axes; outside is paper. */

import { pixels, sideOf } from "./pixels.js";

/**
 * Return an image whose pixel at p is the source's at `matrix` p.
 *
 * The matrix, two or three rows of three, takes (x, y, 1) of the result to the source, in pixels from the
 * centre; with three rows it is projective. This is torch's `grid_sample` with `align_corners=False`, whose
 * grid of -1 to 1 reaches from edge to edge.
 */
export function warp(image, [across, down, away = [0, 0, 1]]) {
  const middle = (sideOf(image) - 1) / 2;
  return pixels(image, (_, row, column) => {
    const x = column - middle;
    const y = row - middle;
    const distance = away[0] * x + away[1] * y + away[2];
    const fromRow = (down[0] * x + down[1] * y + down[2]) / distance;
    const fromColumn = (across[0] * x + across[1] * y + across[2]) / distance;
    return between(image, fromRow + middle, fromColumn + middle);
  });
}

/** Return the value of an image at a place between its pixels. */
export function between(image, row, column) {
  const side = sideOf(image);
  const top = Math.floor(row);
  const left = Math.floor(column);
  const right = column - left;
  const upper = mixed(inkAt(image, side, top, left), inkAt(image, side, top, left + 1), right);
  const lower = mixed(inkAt(image, side, top + 1, left), inkAt(image, side, top + 1, left + 1), right);
  return mixed(upper, lower, row - top);
}

function mixed(here, there, share) {
  return here * (1 - share) + there * share;
}

function inkAt(image, side, row, column) {
  return row < 0 || column < 0 || row >= side || column >= side ? 0 : image[row * side + column];
}
