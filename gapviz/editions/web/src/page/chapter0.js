/** The digits of chapter 0, live: another digit is shifted and read in the page, all else is as recorded. */

import { shift } from "../shifts/index.js";
import { network, testDigit } from "./networks.js";
import { live } from "./states.js";
import { fixed } from "./wording.js";

const COLOURS = { right: "#2A8FCB", wrong: "#E2582B", other: "#858078" }; // of figures/charts/style.py

export function softmax(logits) {
  const most = Math.max(...logits);
  const weights = Array.from(logits, (logit) => Math.exp(logit - most));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** Returns what changes of a drawing with another digit: `image` is what the network read. */
export function patched(ground, image, index, label, shares) {
  const says = shares.indexOf(Math.max(...shares));
  const verdict = says === label ? "right" : "wrong";
  const sure = `${fixed(100 * shares[says], 0)}\u00a0%`;
  const told = {
    digit: String(index),
    label: String(label),
    says: String(says),
    sure: shares[says],
    verdict,
  };
  const rewrite = ({ template, values }) => ({
    "=": { template, values: Object.fromEntries(Object.entries(values).map(([k, v]) => [k, told[k] ?? v])) },
  });
  const tile = {
    size: [28, 28],
    pixels: Uint8Array.from(image, (ink) => Math.round(255 * ink)),
    alt: `Test digit ${index}, a ${label}, ${ground.gap.label}: read as ${says}, ${sure} sure.`,
    label: `${says} · ${sure}`,
    verdict,
  };
  const colour = (_, k) => COLOURS[k === label ? "right" : k === says ? "wrong" : "other"];
  const bars = {
    x: { "=": shares },
    text: { "=": shares.map((share) => `${fixed(100 * share, 0)} %`) },
    marker: { color: { "=": shares.map(colour) } },
  };
  return {
    chart: { data: { 0: bars } },
    tiles: { "=": [tile] },
    caption: rewrite(ground.caption),
    alt: rewrite(ground.alt),
    code: { "=": ground.code.replace(/(\n {4}digit=)\d+/, `$1${index}`) },
  };
}

/** A digit under one level of a shift, and the curves that follow it, which no single digit moves. */
function digitUnder(figure, follower, name, level) {
  const key = (parameter) => `${figure}.${parameter}`;
  live[figure] = async (state, ground) => {
    const [index, model] = [state[key("digit")], state[key("model")]];
    const [{ image, label }, reads] = await Promise.all([testDigit(index), network(model)]);
    const value = state[key(level)];
    const shifted = shift(name, image, value ? { [level]: value } : null, state[key("seed")], index);
    return patched(ground, shifted, index, label, softmax(reads.logits(shifted, 1)));
  };
  live[follower] = (state, ground) => ({
    code: { "=": ground.code.replace(/(\n {4}digit=)\d+/, `$1${state[key("digit")]}`) },
  });
  for (const one of [figure, follower]) live[one].free = [key("digit")];
}

digitUnder("moved_digit", "moved_curve", "translate", "pixels");
digitUnder("one_digit", "noise_curve", "gaussian_noise", "std");
