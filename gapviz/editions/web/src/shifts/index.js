/**
 * The shifts that run in a reader's browser, with the app's own dice.
 *
 * Each is a function of an image, its levels and its dice, exported under its own name from the module of its
 * family. To port one, write it there: `gapviz/editions/web/shifts.py` reads the names off these modules.
 * Those that graft a stroke are in strokes.js.
 */

import { Draws } from "../dice.js";
import { GRAFTS } from "../strokes.js";
import * as borders from "./borders.js";
import * as geometry from "./geometry.js";
import * as light from "./light.js";
import * as lines from "./lines.js";
import * as noise from "./noise.js";
import * as optics from "./optics.js";
import * as paper from "./paper.js";
import { clamp } from "./tools/pixels.js";

const IN_FRAME = "mnist";
const grafts = Object.entries(GRAFTS).map(([name, { add }]) => [name, (image, levels, _, place) => (
  place ? add(image, place, levels, levels.frame === IN_FRAME) : image.slice()
)]);

export const SHIFTS = {
  ...borders, ...geometry, ...light, ...lines, ...noise, ...optics, ...paper, ...Object.fromEntries(grafts),
};

/**
 * Return a shifted copy of an image, Float32Array (side * side) in [0, 1].
 *
 * `levels` are all its parameters, {name: value}; null, which is severity 0, is the identity. `index` is the
 * image's place in its set: with `seed` it decides what is drawn. A shift that grafts a stroke does so at
 * `place`, one of `places` in strokes.js; a digit that has none stays as it is.
 */
export function shift(name, image, levels, seed, index, place) {
  if (!levels) return image.slice();
  const shifted = SHIFTS[name](image, levels, new Draws(name, seed, index), place);
  for (let place = 0; place < shifted.length; place++) shifted[place] = clamp(shifted[place], 0, 1);
  return shifted;
}
