/** A declared parameter: what it may be, how the address has a value, and how a reader reads it. */

import { fixed } from "./wording.js";

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const MOST = 1000; // steps of a slider

/** Returns what is given, as text, as a value of a parameter; undefined where that is not allowed. */
export function value(control, given) {
  if (control.kind === "choice")
    return control.options.some(([option]) => option === given) ? given : undefined;
  if (control.kind === "text") {
    const said = given.replace(/\s+/g, "");
    const fits = said.length > 0 && said.length <= control.most;
    return fits && [...said].every((letter) => control.letters.includes(letter)) ? said : undefined;
  }
  const number = Number(given);
  const fits = NUMBER.test(given.trim()) && number >= control.low && number <= control.high;
  return fits && (!control.whole || Number.isInteger(number)) ? number + 0 : undefined;
}

/** Returns a value as the address has it, which is as Python writes it. */
export function text(control, value) {
  const decimal = control.kind === "range" && !control.whole;
  return decimal && Number.isInteger(value) ? `${value}.0` : String(value);
}

/** Returns all values that a menu or a slider offers; null where there are too many, or any text. */
export function offered(control) {
  if (control.kind === "choice") return control.options.map(([option]) => option);
  if (control.kind === "text") return null;
  const steps = Math.round((control.high - control.low) / control.step);
  if (steps > MOST) return null;
  return Array.from({ length: steps + 1 }, (_, step) =>
    Number((control.low + step * control.step).toPrecision(12)),
  );
}

/** Returns a value as a reader reads it: an option by its words, a number with its unit. */
export function said(control, value) {
  if (control.kind === "choice") return control.options.find(([option]) => option === value)?.[1] ?? "";
  if (control.kind === "text") return value;
  const places = control.whole ? 0 : control.step < 0.1 ? 2 : control.step < 1 ? 1 : 0;
  return `${fixed(value, places)} ${control.unit}`.trim();
}
