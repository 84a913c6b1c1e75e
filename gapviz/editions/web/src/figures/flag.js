/** The figures of chapter 3 about the flag of the 1, as numbers: what gapviz/figures/chapters/c03_flagged.py
counts.

`ones` are the test set's ones, Float32Array of n x 784; `stems` are their places (`places` in strokes.js);
`network` is an object with logits(images, n). All are pure functions of arrays, and a network's answers
are asked for in lots, so that a caller without workers can go on in between. */

import { largest, softmax } from "../answers.js";
import { SIDE } from "../frame.js";
import { addFlag } from "../strokes.js";

const PIXELS = SIDE * SIDE;
const ONE = 1;
const LOT = 100; // images at a time: what the network is given stays small
const UPRIGHT = 8 * Math.PI / 180; // a stem that leans less than this stands upright

/** The logits of the ones from number `from` to before `to`, each with this flag: Float32Array of (to -
from) x classes. */
export function flaggedLogits(network, ones, stems, flag, from = 0, to = stems.length) {
  const { angle, length, reframed = true } = flag;
  return inLots(network, to - from, (place) => {
    const one = from + place;
    return addFlag(ones.subarray(one * PIXELS, (one + 1) * PIXELS), stems[one], angle, length, reframed);
  });
}

/** How often each class is the answer, and how many are read right of the ones that stand upright and of
the others. */
export function flaggedCounts(logits, stems) {
  const classes = logits.length / stems.length, counts = new Array(classes).fill(0);
  const upright = { right: 0, n: 0 }, leaning = { right: 0, n: 0 };
  stems.forEach((stem, row) => {
    const answer = largest(logits, row * classes, classes);
    const group = stem.found && Math.abs(stem.lean) < UPRIGHT ? upright : leaning;
    counts[answer]++;
    group.n++;
    if (answer === ONE) group.right++;
  });
  return { n: stems.length, right: counts[ONE], counts, upright, leaning };
}

/** The probabilities of every class for one digit with each of some flags, [{angle, length}]: an array a
flag. */
export function flagProbabilities(network, image, stem, flags, reframed = true) {
  const logits = inLots(network, flags.length, (number) => (
    addFlag(image, stem, flags[number].angle, flags[number].length, reframed)
  ));
  const classes = logits.length / flags.length;
  return flags.map((_, row) => softmax(logits.subarray(row * classes, (row + 1) * classes)));
}

/** A row of the map, one length and all angles: the answer and how sure it is, {answer, confidence} an
angle. */
export function flagMapRow(network, image, stem, angles, length, reframed = true) {
  const flags = angles.map((angle) => ({ angle, length }));
  return flagProbabilities(network, image, stem, flags, reframed).map((shares) => {
    const answer = largest(shares, 0, shares.length);
    return { answer, confidence: shares[answer] };
  });
}

function inLots(network, n, imageOf) {
  const answers = [];
  for (let first = 0; first < n; first += LOT) {
    const count = Math.min(LOT, n - first), images = new Float32Array(count * PIXELS);
    for (let place = 0; place < count; place++) images.set(imageOf(first + place), place * PIXELS);
    answers.push(network.logits(images, count).slice());
  }
  const all = new Float32Array(answers.reduce((sum, { length }) => sum + length, 0));
  answers.reduce((at, some) => (all.set(some, at), at + some.length), 0);
  return all;
}
