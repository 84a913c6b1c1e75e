/** What a figure's digit becomes at a value of one of its sliders, in the figure's own words.

`given` is what gapviz/editions/app/drag tells of a digit. */

import { shift } from "../shifts/index.js";
import { addFlag, places } from "../strokes.js";
import { bytesOf } from "./digits.js";
import { largest, softmax } from "./saying.js";
import { tileOf } from "./shared.js";

/** By kind, functions of a change and of the digit's index that return a function of an image and levels. */
const CHANGES = {
  shift: ({ name, seed }, index) => (image, levels) => shift(name, image, levels, seed, index),
  flag({ stem, reframed }) {
    const [place] = places("find_stem", bytesOf(stem).buffer);
    return (image, { angle, length }) => addFlag(image, place, angle, length, reframed);
  },
};

/** Returns a function from a value to the digit's tile there, with {probabilities, answer}; null where the
slider has no such step. `network` has logits(images). */
export function dragged(given, network) {
  const { low, step, parameter, under, index, label, change } = given;
  const plain = Float32Array.from(bytesOf(given.image), (value) => value / 255);
  const changed = CHANGES[change.kind](change, index);
  return (value) => {
    const at = Math.round((value - low) / step);
    if (!(at in under)) return null;
    const image = changed(plain, { ...change.levels, [parameter]: value });
    const logits = network.logits(image);
    const probabilities = softmax(logits);
    const tile = tileOf(given, { image, index, label, logits }, under[at]);
    return { ...tile, probabilities, answer: largest(probabilities) };
  };
}
