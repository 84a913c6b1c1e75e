/** A drawing into the MNIST frame, step by step, as gapviz/imaging/photo/prepare.py takes a picture of it
there.

One of its steps is left out, `upright`, which turns a picture as the camera was held: a drawing has no
camera, and its paper is square to the reader. `grey` has no colours to choose from. Photographs are not
prepared in the browser: their decoders are not here. */

import { SIDE } from "../frame.js";
import { cutOut, whole } from "./digits.js";
import { dots } from "./dots.js";
import { effect } from "./effects.js";
import { clipped, pictureOf, resized } from "./filters.js";
import { ink, specks } from "./ink.js";
import { grey, inverse, light } from "./light.js";
import { box, centre, sharp, squeezed, thickness } from "./placing.js";
import { negative } from "./polarity.js";
import { lines, margins } from "./ruling.js";
import { sheet } from "./sheet.js";
import { surrounds } from "./surrounds.js";

const onPage = (step, off = (page) => page) => ({ on: (page) => ({ picture: step(page.picture) }), off });
const onPieces = (step, off = (piece) => piece) => {
  const each = (change) => (page) => ({ ...page, pieces: page.pieces.map(change) });
  return { on: each(step), off: each(off) };
};
const asItIs = { on: (page) => page, off: (page) => page };

/** The steps by name, in their order: what each does, and what stands for it where it is off. */
const STEPS = {
  upright: asItIs,
  sheet: onPage(sheet),
  grey: onPage(grey),
  negative: onPage(negative),
  light: onPage(light),
  ink: onPage(ink, (page) => ({ picture: inverse(page.picture) })),
  lines: onPage(lines),
  surrounds: onPage(surrounds),
  margins: onPage(margins),
  dots: onPage(dots),
  specks: onPage(specks),
  cut_out: { on: (page) => cutOut(page.picture), off: (page) => whole(page.picture) },
  sharp: onPieces(sharp),
  thickness: onPieces(thickness),
  box: onPieces(box, squeezed),
  centre: onPieces(centre),
};

/** The digits of a drawing without the step `off`; `levels` is its picture, Uint8Array of height x width,
black on white.

    digits    in reading order, Float32Array of 784 each
    main      the number of the one with the most ink
    boxes     where they come from, [top, left, bottom, right]
    stages    what each step made, {step, on, pictures, effect}: the whole page, then a picture a digit
    tutorial  the drawing as most tutorials prepare it, Float32Array of 784 */
export function prepare(levels, height, width, off = null) {
  const picture = pictureOf(height, width, new Float32Array(levels).map((level) => level / 255)), stages = [];
  let page = { picture }, main = 0, inked = false;
  for (const [step, { on, off: instead }] of Object.entries(STEPS)) {
    const before = page;
    page = (step === off ? instead : on)(page);
    if (step === "cut_out") main = fullest(page.pieces);
    const pictures = page.pieces ?? [page.picture];
    stages.push({ step, on: step !== off, pictures, effect: effect(before, page, inked) });
    inked ||= step === "ink";
  }
  const digits = page.pieces.map(({ pixels }) => pixels);
  return { digits, main, boxes: page.boxes, stages, tutorial: tutorial(picture) };
}

function fullest(pieces) {
  const amounts = pieces.map(({ pixels }) => pixels.reduce((sum, value) => sum + value, 0));
  return Math.max(0, amounts.indexOf(Math.max(...amounts)));
}

function tutorial(picture) {
  const { pixels } = resized(picture, [SIDE, SIDE]);
  const light = pixels.reduce((sum, value) => sum + value, 0) > pixels.length / 2;
  return pixels.map((value) => clipped(light ? 1 - value : value));
}
