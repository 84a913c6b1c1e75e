/** Captions, headlines and alt text out of template and values, as gapviz/core/wording.py fills them in. */

const FIELD = /\{\{|\}\}|\{(\w+)(?::([^{}]*))?\}/g;

/** Returns a number with so many decimals as Python rounds: a tie goes to the even digit. */
export function fixed(number, digits) {
  const size = Math.abs(number);
  const sign = number < 0 || Object.is(number, -0) ? "-" : "";
  const said = size.toFixed(digits);
  const tie = (size * 2 ** (digits + 1)) % 2 === 1; // exact: a power of two only moves the point
  if (!tie || Number(said.at(-1)) % 2 === 0) return sign + said;
  return sign + (Number(said) - 10 ** -digits).toFixed(digits);
}

/** Returns a number as Python's format "g" has it: six significant digits, no zeros at the end. */
export function general(number) {
  if (number === 0) return Object.is(number, -0) ? "-0" : "0";
  const [digits, power] = number.toExponential(5).split("e");
  if (power < -4 || power >= 6) {
    const [, sign, size] = power.match(/([+-])(\d+)/);
    return `${digits.replace(/\.?0+$/, "")}e${sign}${size.padStart(2, "0")}`;
  }
  const places = Math.max(0, 5 - power);
  const said = fixed(number, places);
  return places ? said.replace(/\.?0+$/, "") : said;
}

const percent = (share, digits = 1) => `${fixed(100 * share, digits)}\u00a0%`;

function grouped(count) {
  const [whole, rest] = String(count).split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (rest ? `.${rest}` : "");
}

function interval({ value, low, high, n }) {
  const ends = `${fixed(100 * low, 1)} to ${fixed(100 * high, 1)}`;
  return `${percent(value)} (95\u00a0% interval ${ends}, n = ${grouped(n)})`;
}

export const FORMATS = {
  "": (value) => fill(value),
  Aa: (value) => fill(value).replace(/^./u, (letter) => letter.toUpperCase()),
  ",": grouped,
  g: general,
  0: (number) => fixed(number, 0),
  1: (number) => fixed(number, 1),
  "%": percent,
  "0%": (share) => percent(share, 0),
  "2%": (share) => percent(share, 2),
  interval,
};

/** Returns whether a wording is made of this number, or of an estimate of it, at whatever depth. */
function states(words, number) {
  const made = (value) => value === number || value?.value === number || states(value, number);
  return Object.values(words?.values ?? {}).some(made);
}

/** Returns those sentences of a wording that do not state this number, as text. */
export function without({ template, values }, number) {
  const sentences = template.replace(/([.!?]) /g, "$1\n").split("\n");
  const part = (sentence) => Object.fromEntries(
    [...sentence.matchAll(FIELD)].filter(([, name]) => name).map(([, name]) => [name, values[name]]),
  );
  const parts = sentences.map((sentence) => ({ template: sentence, values: part(sentence) }));
  return parts.filter((one) => !states(one, number)).map(fill).join(" ");
}

/** Returns a wording {template, values} filled in; text as it is. Throws where a field has no value. */
export function fill(words) {
  if (typeof words !== "object" || words === null) return String(words ?? "");
  return words.template.replace(FIELD, (field, name, form = "") => {
    if (!name) return field[0];
    if (!Object.hasOwn(words.values, name)) throw new Error(`no value for ${name} in ${words.template}`);
    if (!Object.hasOwn(FORMATS, form))
      throw new Error(`format of ${name} must be one of ${Object.keys(FORMATS)}`);
    return FORMATS[form](words.values[name]);
  });
}
