/** The figures of chapter 3 that follow the flag, as patches to their published drawings.

`state` is {angle, length, digit, model, frame}; `given` is what gapviz/editions/web/live_flag.py carries,
`prepare`d; `network` has logits(images); `counts` are `flaggedCounts` of all ones with the state's flag. */

import { faceDigits } from "../faces.js";
import { SIDE } from "../frame.js";
import { addFlag, places } from "../strokes.js";
import { fill } from "../page/wording.js";
import { bytesOf } from "./digits.js";
import { flagMapRow, flagProbabilities } from "./flag.js";
import { estimate, inked, largest, remade, told } from "./saying.js";
import { tableOf } from "./tables.js";

const [ONE, SEVEN] = [1, 7];
const STEP = 3; // degrees between two points of the curve
const CERTAIN = 0.999; // of the way to the next answer's colours, in a cell of the map
const LATELY = 8; // curves and maps that are kept

/** Returns what a page has loaded, its ones and their stems unpacked. */
export function prepared(given) {
  const packed = bytesOf(given.stems).buffer;
  const images = faceDigits(bytesOf(given.ones).buffer, "the ones");
  const [stems, rows] = [places("find_stem", packed), new Float32Array(packed)];
  return { ...given, images, pixels: inked(images), stems, rows };
}

/** Returns the change that gives each of the ones the flag of a state (changes.js). */
export function change({ angle, length, frame }, given) {
  return { kind: "flag", stems: given.rows, angle, length, reframed: frame === given.frame };
}

/** One test 1 with its flag, its answer, and how that turns with the angle; `counts` may be null. */
export function flagDigit(state, given, network, counts, base) {
  const { angle, length } = state;
  const one = ofState(state, given);
  const flagged = addFlag(one.image, one.stem, angle, length, one.reframed);
  const shares = flagProbabilities(network, one.image, one.stem, [{ angle, length }], one.reframed)[0];
  const answer = largest(shares);
  const { flag, model } = spoken(state, given);
  const values = {
    model,
    flag: one.stem.found ? flag : given.flag.none,
    index: given.indices[state.digit],
    says: given.classes[answer],
    sure: shares[answer],
    unflagged: one.stem.found ? "" : given.unflagged,
  };
  values.under = values.flag;
  values.what = told(given.tile.alt, values).values.what;
  const points = withOwn(state, kept("curve", state, given, network, curves), shares);
  return {
    chart: curve(state, given, points, shares),
    tiles: { "=": [{
      size: [SIDE, SIDE],
      pixels: inked(flagged),
      alt: fill(told(given.tile.alt, values)),
      label: fill(told(given.tile.label, values)),
      verdict: answer === ONE ? "right" : "wrong",
    }] },
    caption: { "=": told(base.caption, values) },
    alt: { "=": told(base.alt, values) },
    code: { "=": remade(base.code, state) },
    table: { "=": curveTable(given, points) },
    ...(counts && counted(state, given, counts, base)),
  };
}

/** Headline and gap scale of all ones with this flag. */
function counted({ length, model }, given, { counts, n }, base) {
  const found = estimate(counts[ONE], n);
  const [label, which] = length ? [base.gap.label, given.which[1]] : [given.plain, given.which[0]];
  return {
    headline: { "=": told(base.headline, { n, which, found, sevens: counts[SEVEN] / n }) },
    gap: { "=": { ...base.gap, clean: given.models[model].clean, here: found, label } },
  };
}

/** The answer to one test 1 at every angle and every length. */
export function flagMap(state, given, network, base) {
  const make = () => mapped(state, given, network, base);
  const { data, table, other } = kept("map", state, given, network, make);
  const here = [nearest(given.map.angles, state.angle), nearest(given.map.lengths, state.length)];
  const values = { ...spoken(state, given), other, one: 1 - other };
  return {
    table: { "=": table },
    chart: {
      data: { "=": data }, // the very same while a flag is turned, so that the page need not draw it anew
      layout: { shapes: { 0: moved(base.chart.layout.shapes[0], here) } },
    },
    caption: { "=": told(base.caption, values) },
    alt: { "=": told(base.alt, values) },
    code: { "=": remade(base.code, state) },
  };
}

/** What all ones become with this flag. */
export function flagAnswers(state, given, { counts, n, right, upright, leaning }, base) {
  const shares = counts.map((count) => count / n);
  const wrong = largest(counts.map((count, k) => (k === ONE ? -1 : count)));
  const share = shares[wrong];
  const values = {
    ...spoken(state, given),
    n,
    right: right / n,
    lost: share ? told(given.lost.some, { share, digit: given.classes[wrong] }) : given.lost.none,
    upright: upright.n,
    stay: upright.right / upright.n,
    leaning: leaning.n,
    lean: leaning.right / leaning.n,
  };
  const { right: blue, wrong: vermilion, grey } = given.colours;
  const colours = shares.map((_, k) => (k === ONE ? blue : k === wrong ? vermilion : grey));
  const texts = shares.map((share) => fill({ template: "{share:0%}", values: { share } }));
  return {
    table: { "=": tableOf({ answer: given.classes, n: counts, share: shares }) },
    chart: { data: { 0: { x: { "=": shares }, text: { "=": texts }, marker: { color: { "=": colours } } } } },
    caption: { "=": told(base.caption, values) },
    alt: { "=": told(base.alt, values) },
    code: { "=": remade(base.code, state) },
  };
}

/** The recorded curves of the nearest length, `base` brought to it, with the dot of this flag. */
export function flagSeeds({ angle, length, ...state }, given, { right, n }, base) {
  const own = length ? told(given.own.flag, { far: pixels(length, given) }) : given.own.none;
  const dot = base.chart.data.length - 1;
  return {
    chart: {
      data: { [dot]: { x: { "=": [angle] }, y: { "=": [right / n] } } },
      layout: { shapes: { 0: { x0: { "=": angle }, x1: { "=": angle } } } },
    },
    caption: { "=": told(base.caption, { own, right: right / n }) },
    code: { "=": remade(base.code, { angle, length, ...state }) },
  };
}

/** The recorded length whose curves stand for a length. */
export const recordedLength = (length, given) => nearest(given.recorded.lengths, length);

/** The recorded maps of all networks, with the frame at the nearest flag of this network. */
export function flagMaps(state, given, base) {
  const { angles, lengths } = given.recorded;
  const here = [nearest(angles, state.angle), nearest(lengths, state.length)];
  const [xref, yref] = given.axes[state.model];
  const shape = { ...moved(base.chart.layout.shapes[0], here), xref: { "=": xref }, yref: { "=": yref } };
  return { chart: { layout: { shapes: { 0: shape } } }, code: { "=": remade(base.code, state) } };
}

function ofState({ digit, frame }, { images, stems, frame: inFrame }) {
  const image = images.subarray(digit * SIDE * SIDE, (digit + 1) * SIDE * SIDE);
  return { image, stem: stems[digit], reframed: frame === inFrame };
}

function spoken({ angle, length, model, frame }, given) {
  const { framed, drawn, none } = given.flag;
  const flag = told(frame === given.frame ? framed : drawn, { angle, length: pixels(length, given) });
  return { flag: length ? flag : none, model: given.models[model].spoken };
}

function pixels(length, { pixel }) {
  return told(length === 1 ? pixel.one : pixel.more, { n: String(length) });
}

/** The points of a curve, [angle, probabilities], with that of the state's own among them. */
function withOwn({ angle }, points, shares) {
  const place = points.findIndex(([at]) => at >= angle);
  if (points[place][0] === angle) return points;
  return [...points.slice(0, place), [angle, shares], ...points.slice(place)];
}

/** The probabilities of 1 and of 7 along the angle. */
function curve({ angle, length }, given, points, shares) {
  const angles = points.map(([at]) => at);
  const trace = (k) => ({ x: { "=": angles }, y: { "=": points.map(([, all]) => all[k]) } });
  const dot = (k) => ({ x: { "=": [angle] }, y: { "=": [shares[k]] } });
  return {
    data: { 0: trace(ONE), 1: dot(ONE), 2: trace(SEVEN), 3: dot(SEVEN) },
    layout: {
      shapes: { 0: { x0: { "=": angle }, x1: { "=": angle } } },
      xaxis: { title: { text: { "=": fill(told(given.title, { length: pixels(length, given) })) } } },
    },
  };
}

function curveTable({ classes }, points) {
  const row = (k) => ([angle, shares]) => [angle, classes[k], shares[k]];
  const rows = [ONE, SEVEN].flatMap((k) => points.map(row(k)));
  return { columns: ["angle", "class", "probability"], rows };
}

function curves(state, given, network) {
  const one = ofState(state, given);
  const angles = Array.from({ length: given.angles / STEP + 1 }, (_, step) => STEP * step);
  const flags = angles.map((angle) => ({ angle, length: state.length }));
  const shares = flagProbabilities(network, one.image, one.stem, flags, one.reframed);
  return angles.map((angle, place) => [angle, shares[place]]);
}

function mapped(state, given, network, base) {
  const { image, stem, reframed } = ofState(state, given);
  const { angles, lengths } = given.map;
  const kinds = { [ONE]: 0, [SEVEN]: 1 };
  const cells = lengths.map((length) =>
    flagMapRow(network, image, stem, angles, length, reframed).map(({ answer, confidence }) => (
      { kind: kinds[answer] ?? 2, answer, confidence }
    )),
  );
  const all = cells.flat();
  const z = cells.map((row) => row.map(({ kind, confidence }) => kind + CERTAIN * confidence));
  const names = given.classes;
  const hover = ({ answer, confidence: sure }) => fill(told(given.hover, { answer: names[answer], sure }));
  const [heat, marks] = base.chart.data;
  const other = all.filter(({ answer }) => answer !== ONE).length / all.length;
  const table = tableOf({
    angle: lengths.flatMap(() => angles),
    length: lengths.flatMap((length) => angles.map(() => length)),
    answer: all.map(({ answer }) => names[answer]),
    confidence: all.map(({ confidence }) => confidence),
  });
  return { data: [{ ...heat, z }, { ...marks, hovertext: all.map(hover) }], table, other };
}

const lately = new Map();

/** What does not change while an angle is dragged, worked out once: of a digit, network, frame and length. */
function kept(kind, { digit: place, model, frame, length }, given, network, make) {
  const key = [kind, place, model, frame, kind === "curve" ? length : ""].join(" ");
  if (!lately.has(key)) {
    if (lately.size >= LATELY) lately.delete(lately.keys().next().value);
    lately.set(key, make({ digit: place, model, frame, length }, given, network));
  }
  return lately.get(key);
}

/** The value of a grid that is nearest, the first of two. */
function nearest(grid, value) {
  return grid.reduce((best, at) => (Math.abs(at - value) < Math.abs(best - value) ? at : best));
}

/** A frame around a cell, as `shape` is one, at another place. */
function moved({ x0, x1, y0, y1 }, [x, y]) {
  const [across, up] = [(x1 - x0) / 2, (y1 - y0) / 2];
  return { x0: { "=": x - across }, x1: { "=": x + across }, y0: { "=": y - up }, y1: { "=": y + up } };
}
