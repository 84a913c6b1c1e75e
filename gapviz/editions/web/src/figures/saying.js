/** What patches of live figures share: wordings with other values, counts with intervals, probabilities,
code. */

export { largest, softmax } from "../answers.js";

const Z = 1.959963984540054; // the 97.5 % quantile of the normal distribution

/** Returns a wording {template, values} with other values, at whatever depth; what is not given stays. */
export function told(words, values) {
  if (!words?.template) return words;
  const known = Object.entries(words.values);
  return {
    template: words.template,
    values: Object.fromEntries(
      known.map(([name, value]) => [name, name in values ? values[name] : told(value, values)]),
    ),
  };
}

/** Returns `right` of `n` with its 95 % Wilson interval, as gapviz/evaluation/metrics.py has it. */
export function estimate(right, n) {
  const share = right / n;
  const spread = Z ** 2 / n;
  const middle = (share + spread / 2) / (1 + spread);
  const half = (Z * Math.sqrt((share * (1 - share)) / n + spread / n / 4)) / (1 + spread);
  const [low, high] = [Math.min(share, middle - half), Math.max(share, middle + half)];
  return { value: share, low: Math.max(0, low), high: Math.min(1, high), n };
}

/** Returns a digit in [0, 1] as the pixels of a tile. */
export const inked = (image) => Uint8Array.from(image, (value) => Math.round(255 * value));

/** Returns the lines of Python that remake a figure, `base`, with other values, by key or by name. */
export function remade(base, values) {
  return base.replace(/^( {4}(\w+)=)(.*),$/gm, (line, start, name, was) => {
    if (!(name in values)) return line;
    const value = values[name];
    if (typeof value === "string") return `${start}'${value}',`;
    return `${start}${was.includes(".") && Number.isInteger(value) ? `${value}.0` : value},`;
  });
}

/** Returns a state without the names of its figures: {angle: ...} of {"flag_digit.angle": ...}. */
export function bare(state) {
  const short = (key) => key.slice(key.indexOf(".") + 1);
  return Object.fromEntries(Object.entries(state).map(([key, value]) => [short(key), value]));
}
