/** The figures of chapter 7 for a drawing on the pad, as whole drawings.

`state` is {off, which, model}; `given` is what gapviz/editions/web/live_drawn.py carries; `prepared` is
the drawing as drawn/prepare.js prepares it; `answers` has by network the probabilities {digits: one array
each, squeezed} of those that were asked. */

import { SIDE } from "../frame.js";
import { escaped } from "../page/markup.js";
import { fill } from "../page/wording.js";
import { inked, largest, remade, softmax, told } from "./saying.js";
import { tableOf } from "./tables.js";

const PIXELS = SIDE * SIDE;
const BLANK = { pixels: new Float32Array(PIXELS), height: SIDE, width: SIDE };
const ROW = /<tr><th scope="row">.*?<\/tr>/g;
const CELLS = /<td>.*<\/td>/;

/** Returns what a network answers: {digits, squeezed}, probabilities of each class. */
export function asked(network, { digits, tutorial }) {
  const images = [...(digits.length ? digits : [BLANK.pixels]), tutorial];
  const all = new Float32Array(images.length * PIXELS);
  images.forEach((image, place) => all.set(image, place * PIXELS));
  const logits = network.logits(all, images.length);
  const classes = logits.length / images.length;
  const shares = images.map((_, row) => softmax(logits.subarray(row * classes, (row + 1) * classes)));
  return { digits: shares.slice(0, -1), squeezed: shares.at(-1) };
}

/** Returns the number of the digit that is looked at, from 0. */
export const chosen = ({ which }, { digits }) => Math.min(which, Math.max(digits.length, 1)) - 1;

/** The drawing, its digits with answers, and the whole squeezed. */
export function ownDigit(state, given, prepared, answers) {
  const base = given.figures.own_digit;
  const { words } = given;
  const model = given.models.find(({ name }) => name === state.model);
  const { digits, squeezed } = answers[state.model];
  const place = chosen(state, prepared);
  const count = prepared.digits.length;
  const last = Math.min(place + given.most, count);
  const real = model.paper[state.off];
  const [answer, other] = [said(digits[place], given), said(squeezed, given)];
  const values = {
    model: model.spoken,
    answer: answer.answer,
    sure: answer.sure,
    several: count > 1 ? told(words.several, { count, number: place + 1 }) : "",
    empty: count ? "" : emptied(prepared, given),
    other: other.answer,
    other_sure: other.sure,
    digits: counted(last - place, count, words),
    left_out: leftOut(words.off, state, given),
    scale: real ? told(words.scale, { n: real.n }) : "",
    meant: "",
  };
  const numbers = Array.from({ length: last - place }, (_, step) => place + step);
  const { gap: _, ...rest } = base; // of a network of which no paper is recorded
  return {
    ...rest,
    tiles: [
      { ...staged(prepared.stages[0], 0, given), ...given.page },
      ...numbers.map((number) => {
        const read = said(digits[number], given);
        const words = count > 1 ? given.several : given.one;
        return named(words, prepared.digits[number], { number: number + 1, ...read });
      }),
      named(given.squeezed, prepared.tutorial, other),
    ],
    caption: told(base.caption, values),
    alt: told(base.alt, values),
    headline: told(base.headline, values),
    ...(real && { gap: { ...base.gap, clean: model.clean, here: real } }),
    code: remade(base.code, state),
    table: tableOf({
      way: ["prepared", "squeezed"],
      answer: [answer.answer, other.answer],
      confidence: [answer.sure, other.sure],
    }),
  };
}

/** The way of the drawing into the frame, step by step. */
export function ownSteps(state, given, prepared) {
  const base = given.figures.own_steps;
  const place = chosen(state, prepared);
  const does = prepared.stages.map((stage, row) => whatItDoes(given.steps[row], stage));
  const here = prepared.stages.map((stage) => fill(did(stage, given)));
  const idle = prepared.stages.filter(({ effect }) => effect.kind === "nothing").length;
  const values = { idle: idle || "none", left_out: leftOut(given.words.without, state, given) };
  let row = -1;
  return {
    ...base,
    tiles: prepared.stages.map((stage) => staged(stage, place, given)),
    caption: told(base.caption, values),
    listing: base.listing.replace(ROW, (line) => (
      line.replace(CELLS, () => cell(does[++row]) + cell(here[row]))
    )),
    code: remade(base.code, state),
    table: tableOf({ step: does.map((_, row) => given.steps[row].label), "what it does": does, here }),
  };
}

/** What those networks make of the drawing that were asked. */
export function ownAnswers(state, given, prepared, answers) {
  const base = given.figures.own_answers;
  const place = chosen(state, prepared);
  const rows = base.listing.match(ROW);
  const known = given.models.map(({ name }, row) => ({ name, row })).filter(({ name }) => name in answers);
  const shares = answers[state.model].digits[place];
  const read = said(shares, given);
  const alike = ({ name }) => said(answers[name].digits[place], given).answer === read.answer;
  const agree = known.filter(alike).length;
  const values = {
    model: given.models.find(({ name }) => name === state.model).spoken,
    answer: read.answer,
    agree: reading(agree, known.length, given.words.reading),
    doubt: "",
  };
  const words = (probabilities) => fill(told(given.answer.label, said(probabilities, given)));
  const line = ({ name, row }) => {
    const { digits, squeezed } = answers[name];
    return rows[row].replace(CELLS, () => cell(words(digits[place])) + cell(words(squeezed)));
  };
  const [bars] = base.chart.data;
  const text = shares.map((share) => fill({ template: "{share:0%}", values: { share } }));
  const image = prepared.digits[place] ?? BLANK.pixels;
  return {
    ...base,
    tiles: [named(given.answer, image, read)],
    chart: { ...base.chart, data: [{ ...bars, x: shares, text }] },
    caption: told(base.caption, values),
    alt: told(base.alt, values),
    listing: base.listing.replace(rows.join(""), () => known.map(line).join("")),
    code: remade(base.code, state),
    table: answersTable(known, answers, place, given),
  };
}

const cell = (text) => `<td>${escaped(text)}</td>`;

function answersTable(known, answers, place, given) {
  const all = known.map(({ name }) => {
    const { digits, squeezed } = answers[name];
    return { name, one: said(digits[place], given), other: said(squeezed, given) };
  });
  return tableOf({
    model: all.map(({ name }) => name),
    answer: all.map(({ one }) => one.answer),
    sure: all.map(({ one }) => one.sure),
    squeezed: all.map(({ other }) => other.answer),
    squeezed_sure: all.map(({ other }) => other.sure),
  });
}

function said(shares, { classes }) {
  const answer = largest(shares);
  return { answer: classes[answer], sure: shares[answer] };
}

/** A digit as a tile, under the words that such tiles have. */
function named({ alt, label }, image, values) {
  const words = { alt: fill(told(alt, values)), label: fill(told(label, values)) };
  return { size: [SIDE, SIDE], pixels: inked(image), ...words };
}

function counted(shown, count, { digit, some }) {
  if (shown < count) return told(some, { shown, count });
  return told(count === 1 ? digit.one : digit.more, { n: String(count) });
}

function leftOut(words, { off }, { nothing, steps }) {
  return off === nothing ? "" : told(words, { step: steps.find(({ name }) => name === off).label });
}

function reading(n, whole, sentences) {
  if (n === whole) return told(sentences.at(-1), { whole });
  return told(sentences[Math.min(n, 2)], { whole, ...(n && { n }) });
}

const whatItDoes = ({ does, instead }, { on }) => (on ? does : instead);

/** What a step did to this drawing, in words. */
function did({ on, effect: { kind, amount } }, { done }) {
  if (!on) return done.off;
  if (kind === "erased" && amount < done.least) return done.trace;
  if (kind === "found") return told(amount === 1 ? done.found : done.digits, { n: String(amount) });
  return told(done[kind], { share: amount });
}

/** That no digit was found, and which step took the last ink. */
function emptied({ stages }, { words, steps }) {
  const last = stages.find(({ effect }) => effect.kind === "erased" && effect.amount === 1);
  const label = steps.find(({ name }) => name === last?.step)?.label;
  return told(words.empty, { gone: label ? told(words.gone, { step: label }) : "" });
}

/** The picture that a step made, as ink on a square of paper. */
function staged(stage, place, given) {
  const { steps, step, largest: most } = given;
  const number = steps.findIndex(({ name }) => name === stage.step);
  const { pixels, height, width } = stage.pictures[Math.min(place, stage.pictures.length - 1)] ?? BLANK;
  const inks = number >= steps.findIndex(({ name }) => name === "ink");
  const stride = Math.max(1, Math.ceil(Math.max(height, width) / most));
  const [rows, columns] = [height, width].map((length) => Math.ceil(length / stride));
  const side = Math.max(rows, columns);
  const [top, left] = [rows, columns].map((length) => Math.floor((side - length) / 2));
  const ink = new Uint8Array(side * side);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = pixels[row * stride * width + column * stride];
      ink[(top + row) * side + left + column] = Math.round(255 * (inks ? value : 1 - value));
    }
  }
  const name = stage.on ? steps[number].label : fill(told(step.off, { step: steps[number].label }));
  const does = { did: did(stage, given), what: whatItDoes(steps[number], stage) };
  const alt = fill(told(step.alt, { step: name, ...does }));
  const obvious = !stage.on || stage.effect.kind === "changed";
  const label = obvious ? name : fill(told(step.did, { step: name, ...does }));
  return { size: [side, side], pixels: ink, alt, label, ...(stage.on ? {} : { verdict: "other" }) };
}
