/** The figures of chapter 4 that follow a shift, as gapviz/figures/chapters/c05_shifted.py draws them.

`state` is {shift, severity, model, first, seed, levels}: all levels of its shift, null at severity 0. */

import { FORMATS } from "../page/wording.js";
import { estimate, largest, remade, told } from "./saying.js";
import { CLASSES, curveOf, digitsRead, many, measured, pointed, sum, tileOf, whiskered } from "./shared.js";
import { classesTable, columnsOf, confusionTable, curvesTable, tableOf } from "./tables.js";

const [ASIDE, LETTER] = [10, 7.5]; // pixels from a line's end to its name, and a letter of that
const FULL = 0.72; // share above which a cell takes dark ink
const WORST = "worst";

/** Returns a state's levels: those of its severity, save what the reader has set, by name. */
export function levelsOf(given, shift, severity, set) {
  return severity ? { ...given.shifts[shift].levels[severity - 1], ...set } : null;
}

/** Returns a shift in words, with its levels in their units. */
export function described(given, { shift, levels }) {
  if (!levels) return given.unshifted;
  const { label, parameters, controls } = given.shifts[shift];
  const parts = parameters.map((name, place) => {
    const value = levels[name];
    const { kind, label: called, options, unit } = controls[place];
    const choice = kind === "choice" && options.find(([option]) => option === value)[1];
    return `${called} ${choice || measured(value, unit)}`;
  });
  return parts.length ? `${label} (${parts.join(", ")})` : label;
}

/** Returns that something is so under a shift, in words. */
function under(given, state) {
  return state.levels ? told(given.under, { described: described(given, state) }) : given.without;
}

/** Sample digits, each {image, index, label, logits}, `before` and `after` the shift. */
export function shiftedDigits(state, { given, before, after, found, clean }, base) {
  const { shift, severity, model, seed } = state;
  const called = described(given, state);
  const tiles = before.flatMap((digit, place) => [
    tileOf(given, digit, given.as_is, place),
    tileOf(given, after[place], called, place),
  ]);
  const values = {
    shift: given.shifts[shift].caption,
    most_alone: "",
    described: called,
    how: severity ? under(given, state) : given.the_same,
    model: given.models[model].spoken,
    seed,
    found,
    digits: digitsRead(given, found.n),
    difference: points(given, found.value - clean.value),
  };
  const label = severity ? given.shifts[shift].label : given.unshifted;
  return {
    ...base,
    tiles,
    caption: told(base.caption, values),
    alt: told(base.alt, values),
    headline: told(base.headline, values),
    gap: { ...base.gap, clean, here: found, label },
    table: tableOf({ set: ["clean", "shifted"], ...columnsOf([clean, found]) }),
    code: shiftCode(base.code, given, state),
    controls: controlsOf(given, state, base.controls),
  };
}

function points(given, difference) {
  const rounded = Number(FORMATS[1](100 * difference));
  if (!rounded) return given.same;
  return told(given.points, { sign: rounded > 0 ? "+" : "\u2212", points: Math.abs(rounded) });
}

/** Returns the lines of Python that remake a figure: those of `code` with other values. */
function shiftCode(code, given, { levels, shift, ...state }) {
  const { parameters, controls, levels: ladder } = given.shifts[shift];
  const literal = (name, place) => {
    const value = (levels ?? ladder[2])[name];
    if (typeof value !== "number") return `'${value}'`;
    return Number.isInteger(value) && !controls[place].whole ? `${value}.0` : value;
  };
  const dotted = parameters.map((name, place) => `'${shift}.${name}': ${literal(name, place)}`).join(", ");
  const lines = remade(code, { ...state, shift }).split("\n").filter((line) => !line.startsWith("    **{"));
  const end = lines.indexOf(")");
  return [...lines.slice(0, end), ...(dotted ? [`    **{${dotted}},`] : []), ...lines.slice(end)].join("\n");
}

/** Returns the controls of a state: the shift's own come right after the severity. */
function controlsOf(given, { shift, severity }, controls) {
  const { controls: own, levels } = given.shifts[shift];
  const at = levels[(severity || 3) - 1];
  const mine = own.map((control) => ({ ...control, default: at[lastOf(control.key)], idle: !severity }));
  const kept = controls.filter(({ key }) => key.split(".").length < 3);
  const place = kept.findIndex(({ key }) => lastOf(key) === "severity") + 1;
  return [...kept.slice(0, place), ...mine, ...kept.slice(place)];
}

const lastOf = (key) => key.slice(key.lastIndexOf(".") + 1);

/** Accuracy of all models over the five severities, as recorded, with the reader's point. */
export function severityCurve(state, { given, counts, found }, base) {
  const { shift } = state;
  const { label } = given.shifts[shift];
  const names = Object.keys(given.models);
  const curves = names.map((name) => curveOf(counts, given, name));
  const last = curves.map((curve) => curve.at(-1).value);
  const ends = (place) => `${FORMATS["%"](last[place])} (${given.models[names[place]].brief})`;
  const order = names.map((_, place) => place).sort((one, other) => last[one] - last[other]);
  const { place, exact } = onLadder(given, state);
  const values = {
    shift: label,
    most_alone: "",
    right: found.value,
    digits: digitsRead(given, found.n),
    off: exact ? "" : given.off,
    lowest: ends(order[0]),
    highest: ends(order.at(-1)),
  };
  const data = base.chart.data.map((trace, at) => (at < names.length ? whiskered(trace, curves[at]) : trace));
  const chart = pointed({ ...base.chart, data }, place, found.value);
  const { annotations, margin } = named(given, names, last, base.chart);
  const { title } = chart.layout.xaxis;
  const text = title.text.replace(base.caption.values.shift, label);
  const xaxis = { ...chart.layout.xaxis, title: { ...title, text } };
  return {
    ...base,
    chart: { ...chart, layout: { ...chart.layout, xaxis, annotations, margin } },
    table: curvesTable(shift, names, curves),
    caption: told(base.caption, values),
    alt: told(base.alt, values),
    code: shiftCode(base.code, given, state),
  };
}

/** Returns the models' names at the ends of their lines, pushed apart where they would overlap. */
function named(given, names, last, { data, layout }) {
  const kinds = new Map();
  names.forEach((name, place) => {
    const { short } = given.models[name];
    const known = kinds.get(short) ?? { ends: [] };
    kinds.set(short, { ends: [...known.ends, last[place]], colour: data[place].line.color });
  });
  const placed = [];
  const found = [...kinds].map(([kind, { ends, colour }]) => (
    { kind, colour, at: median(ends), n: ends.length }
  ));
  for (const one of found.sort((first, second) => first.at - second.at)) {
    const below = placed.at(-1)?.at + given.near;
    placed.push({ ...one, at: placed.length ? Math.max(one.at, below) : one.at });
  }
  const excess = Math.max(0, placed.at(-1).at - 1);
  const text = ({ kind, n }) => (n > 1 ? `${kind} × ${n}` : kind);
  const [pattern] = layout.annotations;
  const annotations = placed.map((one) => (
    { ...pattern, y: one.at - excess, text: text(one), font: { ...pattern.font, color: one.colour } }
  ));
  const room = Math.max(...placed.map((one) => ASIDE + LETTER * text(one).length));
  return { annotations, margin: { ...layout.margin, r: room } };
}

function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
}

/** Returns where on the scale of severities the levels stand, and whether they are that severity's. */
function onLadder(given, { shift, severity, levels }) {
  const { levels: ladder, first } = given.shifts[shift];
  const at = ladder[severity - 1];
  if (!severity || Object.keys(at).every((name) => at[name] === levels[name]))
    return { place: severity, exact: true };
  const value = levels[first];
  if (first === null || value === at[first] || typeof value !== "number")
    return { place: severity, exact: false };
  const rungs = ladder.map((step, place) => [step[first], place + 1]).sort(([one], [other]) => one - other);
  return { place: between(rungs, value), exact: false };
}

function between(rungs, value) {
  if (value <= rungs[0][0]) return rungs[0][1];
  if (value >= rungs.at(-1)[0]) return rungs.at(-1)[1];
  const at = rungs.findIndex(([rung]) => rung > value);
  const [[low, from], [high, to]] = [rungs[at - 1], rungs[at]];
  return from + ((value - low) / (high - low)) * (to - from);
}

/** Accuracy per digit, clean and shifted; `classes` are {right, n} of each class among the digits read. */
export function classAccuracy(state, { given, classes }, base) {
  const clean = given.models[state.model].clean.map((right, place) => estimate(right, given.sizes[place]));
  const shifted = classes.map(({ right, n }) => estimate(right, n));
  const places = shifted.map((_, place) => place);
  const order = places.sort((one, other) => shifted[one].value - shifted[other].value);
  const [low, high] = [order[0], order.at(-1)];
  const values = {
    under: under(given, state),
    model: given.models[state.model].spoken,
    worst: given.classes[low],
    least: shifted[low].value,
    worst_n: shifted[low].n,
    best: given.classes[high],
    most: shifted[high].value,
    best_n: shifted[high].n,
    digits: digitsRead(given, sum(classes.map(({ n }) => n))),
  };
  const { data, layout } = base.chart;
  const ends = [clean.at(-1).value, shifted.at(-1).value];
  if (Math.abs(ends[0] - ends[1]) < given.near) ends[1] = ends[0] - given.near;
  const annotations = layout.annotations.map((note, place) => ({ ...note, y: ends[place] }));
  return {
    ...base,
    chart: {
      data: [whiskered(data[0], clean), whiskered(data[1], shifted)],
      layout: { ...layout, annotations },
    },
    table: classesTable(given.classes, { clean, shifted }),
    caption: told(base.caption, values),
    alt: told(base.alt, values),
    code: shiftCode(base.code, given, state),
  };
}

/** Which digit is taken for which, and the digits of one cell.

`answers` are the digits read, [{index, label, says, sure}] by index; `digitAt` returns one of them as
{image, index, label, logits}. */
export function confusion(state, { given, answers, digitAt }, base) {
  const { label, prediction, model } = state;
  const cells = Array.from({ length: CLASSES }, () => new Array(CLASSES).fill(0));
  for (const one of answers) cells[one.label][one.says]++;
  const [row, column] = cellOf(cells, given.classes, label, prediction);
  const inside = answers.filter((one) => one.label === row && one.says === column);
  const rounded = ({ sure }) => Math.round(1e4 * sure);
  const shown = [...inside].sort((one, other) => rounded(other) - rounded(one)).slice(0, given.opened);
  const called = described(given, state);
  const cell = told(given.cell, { label: given.classes[row], prediction: given.classes[column] });
  const left = [label, prediction].includes(WORST);
  const whole = inside.length > 1 ? "all" : inside.length ? "one" : "none";
  const kind = shown.length < inside.length ? "some" : whole;
  const held = inside.length ? many(inside.length, given.digit) : given.nothing;
  const values = {
    model: given.models[model].spoken,
    chosen: given.framed[!left ? "chosen" : inside.length ? "worst" : "none"],
    inside: cell,
    cell,
    under: under(given, state),
    count: inside.length,
    all: sum(cells[row]),
    digits: digitsRead(given, answers.length),
    listed: told(given.listed[kind], { shown: shown.length }),
  };
  const drawing = {
    ...base,
    chart: confusionMap(base.chart, given, cells, row, column),
    table: confusionTable(cells),
    tiles: shown.map(({ index }) => tileOf(given, digitAt(index), called)),
    caption: told(base.caption, values),
    alt: told(base.alt, { ...values, count: held }),
    code: shiftCode(base.code, given, state),
  };
  if (!shown.length) delete drawing.tiles;
  return drawing;
}

/** Returns row and column of the cell of two classes by name; WORST is the fullest wrong one that fits. */
function cellOf(cells, classes, label, prediction) {
  const all = classes.map((_, place) => place);
  const rows = label === WORST ? all : [classes.indexOf(label)];
  const columns = prediction === WORST ? all : [classes.indexOf(prediction)];
  const places = rows.flatMap((row) => columns.map((column) => [row, column]));
  return places[largest(places.map(([row, column]) => (row === column ? -1 : cells[row][column])))];
}

function confusionMap({ data: [map, marks], layout }, { colours }, cells, row, column) {
  const shares = cells.map((counts) => counts.map((n) => n / Math.max(1, sum(counts))));
  const tint = shares.map((some, at) => some.map((share, to) => (at === to ? -1 : 1) * Math.sqrt(share)));
  const ink = shares.flat().map((share) => (share > FULL ? colours.ink : colours.grey));
  const counts = cells.flat().map((n) => (n ? String(n) : ""));
  const [frame] = layout.shapes;
  const corners = { x0: column - 0.5, x1: column + 0.5, y0: row - 0.5, y1: row + 0.5 };
  return {
    data: [
      { ...map, z: tint },
      { ...marks, text: counts, textfont: { ...marks.textfont, color: ink } },
    ],
    layout: { ...layout, shapes: [{ ...frame, ...corners }] },
  };
}
