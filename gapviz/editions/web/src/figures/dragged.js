/** What a figure's digit becomes at a value of one of its sliders, in the figure's own words.

`given` is what gapviz/editions/app/drag tells of a digit. */

import { fill } from "../page/wording.js";
import { shift } from "../shifts/index.js";
import { addFlag, places } from "../strokes.js";
import { bytesOf } from "./digits.js";
import { inked, largest, softmax, told } from "./saying.js";

/** By kind, functions of a change and levels that return a function of an image. */
const CHANGES = {
  shift: ({ name, seed, index }) => (image, levels) => shift(name, image, levels, seed, index),
  flag({ stem, reframed }) {
    const [place] = places("find_stem", bytesOf(stem).buffer);
    return (image, { angle, length }) => addFlag(image, place, angle, length, reframed);
  },
};

/** Returns a function from a value to {pixels, probabilities, answer, verdict, label, alt}, null where the slider
no such step; `network` has logits(images). */
export function dragged(given, network) {
  const { low, step, parameter, under, classes, change, tile } = given;
  const image = Float32Array.from(bytesOf(given.image), (value) => value / 255);
  const changed = CHANGES[change.kind](change);
  return (value) => {
    const at = Math.round((value - low) / step);
    if (!(at in under)) return null;
    const pixels = changed(image, { ...change.levels, [parameter]: value });
    const probabilities = softmax(network.logits(pixels));
    const answer = largest(probabilities);
    const values = { says: classes[answer], sure: probabilities[answer], under: under[at] };
    const inside = { ...values, what: told(tile.alt.values.what, values) };
    return {
      pixels: inked(pixels),
      probabilities,
      answer,
      verdict: answer === given.label ? "right" : "wrong",
      label: fill(told(tile.label, values)),
      alt: fill(told(tile.alt, inside)),
    };
  };
}
