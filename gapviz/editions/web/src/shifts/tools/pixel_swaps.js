/** Local pixel permutation (glass): gapviz/shifts/tools/pixel_swaps.py, swap after swap. */

import { sideOf } from "./pixels.js";

const OUTCOMES = 4096;

/** Return an image whose pixels changed places with near ones, `passes` times over. */
export function swapPixels(image, reach, passes, dice) {
  const side = sideOf(image);
  const wide = 2 * reach;
  const swapped = image.slice();
  for (let pass = 0; pass < passes; pass++) {
    const bits = dice.bits(image.length);
    for (let row = side - reach; row > reach; row--) {
      for (let column = side - reach; column > reach; column--) {
        const here = row * side + column;
        const outcome = bits[here] % OUTCOMES;
        // The lowest bit is the coin.
        if (outcome % 2) continue;
        const target = Math.floor((outcome * wide ** 2) / OUTCOMES);
        const there = here + (Math.floor(target / wide) - reach) * side + (target % wide) - reach;
        [swapped[here], swapped[there]] = [swapped[there], swapped[here]];
      }
    }
  }
  return swapped;
}
