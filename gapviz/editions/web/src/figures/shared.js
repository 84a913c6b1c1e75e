/** What the live figures of chapters 0 and 4 share: tiles, bars, curves, words for what was counted.

`given` is what gapviz/editions/web/live_noise.py tells; drawings.py there says what a drawing is. */

import { FORMATS, fill, fixed } from "../page/wording.js";
import { estimate, inked, largest, softmax, told } from "./saying.js";

const SIDE = 28;
const SEVERITIES = 5;
export const CLASSES = 10;
export const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** Returns a number of things in words, as gapviz/core/wording.py does. */
export const many = (n, noun) => `${FORMATS[","](n)} ${noun}${n === 1 ? "" : "s"}`;

/** Returns a value in its unit, which is given as of many, likewise. */
export function measured(value, unit) {
  const [first, ...rest] = unit.split(" ");
  const one = value === 1 && first.endsWith("s") && first !== "times";
  return [FORMATS.g(value), one ? first.slice(0, -1) : first, ...rest].join(" ").trimEnd();
}

/** Returns which severity these levels of a shift are, seed 0 as recorded; null where they are their own. */
export function severityOf({ levels: ladder }, levels, seed) {
  if (!levels) return 0;
  const same = (known) => Object.keys(known).every((name) => known[name] === levels[name]);
  const place = seed === 0 ? ladder.findIndex(same) : -1;
  return place < 0 ? null : place + 1;
}

/** Returns how many digits of each class a network reads at a severity, out of a pack of recorded counts. */
export function recorded(counts, { clean }, model, severity) {
  return severity ? counts[model][severity - 1] : clean;
}

/** Returns the shares of a network's recorded curve, severities 0 to 5, with their intervals. */
export function curveOf(counts, given, model) {
  const n = sum(given.sizes);
  const steps = Array.from({ length: SEVERITIES + 1 }, (_, severity) => severity);
  const right = (severity) => sum(recorded(counts, given.models[model], model, severity));
  return steps.map((severity) => estimate(right(severity), n));
}

/** Returns the digits that something was counted on, in words. */
export function digitsRead(given, n) {
  const whole = sum(given.sizes);
  return told(n === whole ? given.digits.all : given.digits.some, { n, whole });
}

/** Returns a test digit as a tile, with what the network says of it; `under` are words. */
export function tileOf(given, { image, index, label, logits }, under, group = 0) {
  const shares = softmax(logits);
  const says = largest(shares);
  const classes = given.classes;
  const values = { index, label: classes[label], under, says: classes[says], sure: shares[says] };
  values.what = told(given.tile.alt.values.what, values);
  return {
    size: [SIDE, SIDE],
    pixels: inked(image),
    alt: fill(told(given.tile.alt, values)),
    label: fill(told(given.tile.label, values)),
    verdict: says === label ? "right" : "wrong",
    ...(group ? { group } : {}),
  };
}

/** Returns a chart of bars, `base`, with other probabilities. */
export function bars(base, { colours }, shares, label, says) {
  const [trace] = base.data;
  const wrong = (place) => (place === says ? colours.wrong : colours.grey);
  const colour = (_, place) => (place === label ? colours.right : wrong(place));
  const end = trace.text[0].slice(-2); // a space of some width, and the sign
  return {
    ...base,
    data: [{
      ...trace,
      x: shares,
      text: shares.map((share) => fixed(100 * share, 0) + end),
      marker: { ...trace.marker, color: shares.map(colour) },
    }],
  };
}

/** Returns a chart of recorded curves, `base`, with the reader's point at another place. */
export function pointed(base, x, y) {
  const point = { ...base.data.at(-1), x: [x], y: [y] };
  const xs = base.data[0].x;
  const [low, high] = [Math.min(...xs), Math.max(...xs)];
  const aside = (high - low) / 24;
  const xaxis = { ...base.layout.xaxis, range: [low - aside, Math.max(high, x) + aside] };
  return {
    data: [...base.data.slice(0, -1), point],
    layout: { ...base.layout, xaxis, shapes: [{ ...base.layout.shapes[0], x0: x, x1: x }] },
  };
}

/** Returns a trace with other heights and whiskers. */
export function whiskered(trace, estimates) {
  return {
    ...trace,
    y: estimates.map(({ value }) => value),
    error_y: {
      ...trace.error_y,
      array: estimates.map(({ value, high }) => high - value),
      arrayminus: estimates.map(({ value, low }) => value - low),
    },
  };
}

/** Returns how many digits of each class were read, and how many of these rightly: [{right, n}]. */
export function byClass(answers) {
  const classes = Array.from({ length: CLASSES }, () => ({ right: 0, n: 0 }));
  for (const { label, says } of answers) {
    classes[label].n++;
    classes[label].right += says === label;
  }
  return classes;
}
