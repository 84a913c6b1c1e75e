/** The changes that this article makes to a digit before a network reads it, in a page and in its workers. */

import { CHANGES } from "./engine/changes.js";
import { shift } from "./shifts/index.js";
import { addFlag, placeAt } from "./strokes.js";

/** A shift of the app, {name, levels, seed}, with the dice of the digit's index; grafts need its `places`. */
CHANGES.shift = (image, index, { name, levels, seed, places }) => (
  shift(name, image, levels, seed, index, places?.[index])
);

/** A flag on a 1, {stems, angle, length, reframed}; the index is the digit's among the ones, `stems` are as
they were packed, since a worker gets them with every batch. */
CHANGES.flag = (image, index, { stems, angle, length, reframed = true }) => (
  addFlag(image, placeAt("find_stem", stems, index), angle, length, reframed)
);
