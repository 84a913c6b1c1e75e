/** The live figures of chapters 0 and 4: what they need is fetched, and counted, and then they are drawn. */

import { CHANGES } from "../engine/changes.js";
import { bytesOf } from "../figures/digits.js";
import { cleanOf, hookCurve, hookLevels, oneDigit } from "../figures/noise.js";
import { bare, estimate } from "../figures/saying.js";
import { byClass, recorded, severityOf, sum } from "../figures/shared.js";
import * as shifted from "../figures/shifted.js";

const CURVES = { moved_digit: "moved_curve", one_digit: "noise_curve" };
const LEADS = "shifted_digits";
const FOUR = 4;

/** Returns the figures by name, each a function of (state by key, the published drawing) that returns a promise
of a patch. `given` is what live_noise.py tells; `tools` and `readings` are the page's. */
export function noise(given, tools, readings) {
  const whole = sum(given.sizes);
  for (const [index, { label, pixels }] of Object.entries(given.shown))
    tools.put(Number(index), label, bytesOf(pixels));

  const condition = ({ shift, levels, seed, model }) => (
    { model, change: levels && { kind: "shift", name: shift, levels, seed } }
  );
  const progress = ({ answers, busy, wanted }) => (
    { n: answers.size, whole, busy: busy && wanted === whole }
  );
  const accuracy = (classes) => (
    estimate(sum(classes.map(({ right }) => right)), sum(classes.map(({ n }) => n)))
  );

  /** Returns a promise of right answers and n of each class, and, if none is recorded, of the reading. */
  async function counted(leader, at) {
    const { shift, levels, seed, model } = at;
    const severity = severityOf(given.shifts[shift], levels, seed);
    if (severity !== null) {
      readings.left(leader, condition(at));
      const right = recorded(severity && (await tools.counts(shift)), given.models[model], model, severity);
      return { classes: right.map((count, place) => ({ right: count, n: given.sizes[place] })) };
    }
    const reading = await readings.of(leader, condition(at));
    return { reading: progress(reading), classes: byClass([...reading.answers.values()]) };
  }

  /** Returns a promise of a function that returns a digit in a state, {image, index, label, logits}. */
  async function looking(model, indices) {
    const [network] = await Promise.all([tools.network(model), tools.digits(indices)]);
    const size = tools.pixels.length / tools.n;
    return (index, { shift, levels, seed }) => {
      const bytes = tools.pixels.subarray(index * size, (index + 1) * size);
      const image = Float32Array.from(bytes, (ink) => ink / 255);
      const made = levels ? CHANGES.shift(image, index, { name: shift, levels, seed }) : image;
      return { image: made, index, label: tools.labels[index], logits: network.logits(made) };
    };
  }

  const patched = (drawing, reading) => ({ "=": { ...drawing, ...(reading && { reading }) } });

  const drawn = new Map(); // by figure: the state that was drawn last, and what depends on nothing else

  /** Returns a drawing whose digits are the very ones of before, where only a count went on. */
  function steady(name, at, drawing) {
    const key = JSON.stringify(at);
    if (drawn.get(name)?.key !== key) drawn.set(name, { key, tiles: drawing.tiles });
    return { ...drawing, tiles: drawn.get(name).tiles };
  }

  function hooked(name, hook) {
    const of = (state) => {
      const own = bare(state);
      return { ...own, shift: hook.shift, levels: hookLevels(hook, given, own) };
    };
    return {
      async [name](state, base) {
        const at = of(state);
        const needed = [looking(at.model, [at.digit]), counted(name, at)];
        const [look, { classes, reading }] = await Promise.all(needed);
        const digit = look(at.digit, at);
        const drawing = oneDigit(at, { hook, given, digit, found: accuracy(classes) }, base);
        return patched(steady(name, at, drawing), reading);
      },
      async [CURVES[name]](state, base) {
        const at = of(state);
        const needed = [tools.counts(hook.shift), counted(name, at)];
        const [counts, { classes, reading }] = await Promise.all(needed);
        return patched(hookCurve(at, { hook, given, counts, found: accuracy(classes) }, base), reading);
      },
    };
  }

  /** Returns a state of chapter 4, with all levels of its shift. */
  function of(state) {
    const { shift, severity, ...own } = bare(state);
    const set = Object.fromEntries(
      Object.entries(own)
        .filter(([key]) => key.startsWith(`${shift}.`))
        .map(([key, value]) => [key.slice(shift.length + 1), value]),
    );
    return { ...own, shift, severity, levels: shifted.levelsOf(given, shift, severity, set) };
  }

  const chapter = {
    async shifted_digits(state, base) {
      const at = of(state);
      const indices = Array.from({ length: FOUR }, (_, step) => (at.first + step) % whole);
      const { model } = at;
      const [look, { classes, reading }] = await Promise.all([looking(model, indices), counted(LEADS, at)]);
      const before = indices.map((index) => look(index, { ...at, levels: null }));
      const after = indices.map((index) => look(index, at));
      const clean = cleanOf(given, model);
      const found = accuracy(classes);
      const drawing = shifted.shiftedDigits(at, { given, before, after, found, clean }, base);
      return patched(steady(LEADS, at, drawing), reading);
    },
    async severity_curve(state, base) {
      const at = of(state);
      const [counts, { classes, reading }] = await Promise.all([tools.counts(at.shift), counted(LEADS, at)]);
      return patched(shifted.severityCurve(at, { given, counts, found: accuracy(classes) }, base), reading);
    },
    async class_accuracy(state, base) {
      const at = of(state);
      const { classes, reading } = await counted(LEADS, at);
      return patched(shifted.classAccuracy(at, { given, classes }, base), reading);
    },
    async confusion(state, base) {
      const at = of(state);
      const reading = await readings.of(LEADS, condition(at));
      const answers = [...reading.answers.values()].sort((one, other) => one.index - other.index);
      const read = progress(reading); // so far: it goes on meanwhile
      const look = await looking(at.model, []);
      const digitAt = (index) => look(index, at);
      return patched(shifted.confusion(at, { given, answers, digitAt }, base), read);
    },
  };
  chapter.confusion.recordedFirst = true; // of all digits, where they travel
  const figures = given.hooks && Object.keys(given.hooks).length
    ? Object.assign({}, ...Object.entries(given.hooks).map((entry) => hooked(...entry)))
    : chapter;
  for (const [name, figure] of Object.entries(figures)) {
    figure.follows = (state) => !why(state);
    figure.why = why;
    figure.needs = (state) => needed(name, bare(state));
  }
  return figures;

  /** Returns the packs that a state takes: network, counts, and those digits that are not at hand. */
  function needed(name, { model, shift = given.hooks[name]?.shift, digit, first }) {
    const four = Array.from({ length: FOUR }, (_, step) => (first + step) % whole);
    const looked = first === undefined ? [digit ?? given.sampled] : four;
    const away = looked.filter((index) => !(index in given.shown));
    const parts = away.map((index) => `packs/digits.${index % given.parts}.js`);
    return [`packs/${model}.js`, ...(shift ? [`packs/counts.${shift}.js`] : []), ...parts];
  }

  /** Returns why a state does not run here, in a sentence; "" if it does. */
  function why(state) {
    const shift = state[`${LEADS}.shift`];
    return shift === undefined ? "" : given.shifts[shift].why;
  }
}
