/** Plasma fractal (fog's clouds), diamond-square algorithm: gapviz/shifts/tools/diamond_square.py. */

import { clamp } from "./pixels.js";

/** The map is made whole down to every 16th point, 16 x 16 of them, and then only around its corner. */
const LATTICE = 16;
const HALVINGS = Math.log2(LATTICE);
const HEIGHT = 100 ** 2;
const STEPS = 2 ** 15;

/** Return clouds between 0 and 1, Float32Array (side * side), smoother the larger `decay` is. */
export function plasmaFractal(side, decay, dice) {
  const whole = Array.from({ length: HALVINGS }, (_, level) => 2 ** level);
  const around = sizes(side);
  const count = [...whole, ...around].reduce((all, size) => all + 3 * size ** 2, 0);
  const bits = new Int16Array(dice.bits(count).buffer);
  let [used, wobble] = [0, HEIGHT];
  const refined = (heights, size) => {
    const waves = new Float64Array(3 * size ** 2);
    for (let place = 0; place < waves.length; place++) waves[place] = (bits[used++] / STEPS) * wobble;
    wobble /= decay ** 2;
    return refine(heights, size, waves);
  };
  const map = whole.reduce(refined, Float64Array.of(0));
  const [low, high] = [Math.min(...map), Math.max(...map)];
  let heights = cut(map, LATTICE, around[0], LATTICE - 1);
  let width = around[0];
  for (const size of around) {
    heights = cut(refined(cut(heights, width, size, 0), size), 2 * size, 2 * size - 1, 1);
    width = 2 * size - 1;
  }
  const shown = Float32Array.from(cut(heights, width, side, 1));
  return shown.map((height) => clamp((height - low) / (high - low), 0, 1));
}

/** Return how many points of the lattice, at each halving from LATTICE on, bear on `shown` pixels. */
function sizes(shown) {
  const all = [shown + 1];
  for (let halving = 0; halving < HALVINGS; halving++) all.push(Math.floor((all[halving] + 4) / 2));
  return all.slice(1).reverse();
}

/** Return `size` x `size` heights from `start` on; beyond its edge the lattice begins anew. */
function cut(heights, width, size, start) {
  const part = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    const from = ((start + row) % width) * width;
    for (let column = 0; column < size; column++) {
      part[row * size + column] = heights[from + ((start + column) % width)];
    }
  }
  return part;
}

/**
 * Return a lattice of twice the size, (2 size)^2, from one whose edges meet.
 *
 * New points are the mean of their four neighbours and a wobble: of `waves`, three lattices, the first is for
 * centres, the others for the points across and down from the old ones.
 */
function refine(heights, size, waves) {
  const [width, points] = [2 * size, size * size];
  const centres = waves.slice(0, points);
  const fine = new Float64Array(4 * points);
  for (let here = 0; here < points; here++) {
    const [right, below] = [rightOf(here, size), (here + size) % points];
    centres[here] += (heights[here] + heights[right] + heights[below] + heights[rightOf(below, size)]) / 4;
  }
  for (let here = 0; here < points; here++) {
    const column = here % size;
    const place = 2 * (here - column) * 2 + 2 * column;
    const [right, below] = [rightOf(here, size), (here + size) % points];
    const [left, above] = [here - column + ((column + size - 1) % size), (here + points - size) % points];
    const [own, centre] = [heights[here], centres[here]];
    fine[place] = own;
    fine[place + 1] = waves[points + here] + (own + heights[right] + centre + centres[above]) / 4;
    fine[place + width] = waves[2 * points + here] + (own + heights[below] + centre + centres[left]) / 4;
    fine[place + width + 1] = centre;
  }
  return fine;
}

/** Return the place to the right of another; after the last of its row comes the first. */
function rightOf(here, size) {
  return (here + 1) % size ? here + 1 : here + 1 - size;
}
