/** The figures of chapter 0, as gapviz/figures/chapters/c00_hook.py draws them.

`state` is {pixels or std, digit, model, seed}, `found` the accuracy on as many digits as were read. */

import { fill } from "../page/wording.js";
import { estimate, largest, remade, softmax, told } from "./saying.js";
import { bars, curveOf, digitsRead, many, pointed, sum, tileOf } from "./shared.js";
import { tableOf } from "./tables.js";

/** Returns the levels of a hook's shift in a state; null where nothing happens. */
export function hookLevels({ shift, level }, given, state) {
  return state[level] ? { ...given.shifts[shift].levels[2], [level]: state[level] } : null;
}

/** One test digit, {image, index, label, logits}, what the model answers, and how all the others fare. */
export function oneDigit(state, { hook, given, digit, found }, base) {
  const { level } = hook;
  const kind = state[level] ? hook.shifted : hook.still;
  const here = { [level]: state[level], far: many(state[level], hook.noun) };
  const label = told(kind.label, here);
  const shares = softmax(digit.logits);
  const says = largest(shares);
  const tile = tileOf(given, digit, label);
  const values = {
    digit: state.digit,
    model: given.models[state.model].spoken,
    label: given.classes[digit.label],
    says: given.classes[says],
    sure: shares[says],
    how: told(kind.how, here),
    verdict: tile.verdict,
    right: found.value,
    digits: digitsRead(given, found.n),
    fare: kind.fare,
    found,
  };
  return {
    ...base,
    chart: bars(base.chart, given, shares, digit.label, says),
    tiles: [tile],
    caption: told(base.caption, values),
    alt: told(base.alt, values),
    headline: told(base.headline, values),
    gap: { ...base.gap, clean: cleanOf(given, state.model), here: found, label: fill(label) },
    table: tableOf({ class: given.classes, probability: shares }),
    code: remade(base.code, state),
  };
}

/** The accuracy of all models as the shift grows, with the reader's point; `counts` are the recorded ones. */
export function hookCurve(state, { hook, given, counts, found }, base) {
  const { level } = hook;
  const values = {
    model: given.models[state.model].spoken,
    here: state[level],
    right: found.value,
    digits: digitsRead(given, found.n),
    ...lost(state[level], hook, given, counts, base),
  };
  return {
    ...base,
    chart: pointed(base.chart, state[level], found.value),
    caption: told(base.caption, values),
    code: remade(base.code, state),
  };
}

/** Returns what the networks have lost at the recorded level that is nearest, as the caption says it. */
function lost(value, { shift, level, noun }, given, counts, base) {
  const { lesson } = base.caption.values;
  if (!("near" in (lesson.values ?? {}))) return {};
  const steps = given.shifts[shift].levels.map((levels) => levels[level]);
  const near = largest(steps.map((step) => -Math.abs(step - value)));
  const names = Object.keys(given.models).sort();
  const losses = names.map((name) => {
    const curve = curveOf(counts, given, name);
    return curve[0].value - curve[near + 1].value;
  });
  const most = largest(losses);
  const least = largest(losses.map((loss) => -loss));
  return {
    near: many(steps[near], noun),
    least: 100 * losses[least],
    least_model: given.models[names[least]].brief,
    most: 100 * losses[most],
    most_model: given.models[names[most]].brief,
  };
}

/** Returns a network's recorded accuracy on the clean test set. */
export function cleanOf(given, model) {
  return estimate(sum(given.models[model].clean), sum(given.sizes));
}
