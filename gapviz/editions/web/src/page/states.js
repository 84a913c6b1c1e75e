/** Which states can be shown without a server: recorded ones, that travel as patches, and live ones.

    A sweep is {figures, keys, values, unasked, split, file}: all states in which each of `keys` has one of
    its `values` (as text) and all else is as published. Its patches come in one script for each choice of the
    first `split` of the keys. */

/** Live figures by name: of a state and the published drawing they return a patch, a promise of one, or null
    where they cannot follow. `follows(state)` says so before. Other modules register theirs here. */
export const live = {};

/** Returns those of the pairs (key to text) of a state that are a figure's own or its leader's, in order. */
export function own(pairs, name, leader) {
  const mine = [...pairs].filter(([key]) => [name, leader].includes(key.split(".")[0]));
  return mine.sort(([one], [other]) => (one < other ? -1 : 1));
}

/** Returns the name of a state among the recorded ones. */
export const named = (pairs) => pairs.map(([key, text]) => `${key}=${text}`).join("&");

/** Returns where a figure's table is, of a state whose patch is in `file`: page/table.js takes it from there. */
export const table = (file, figure, pairs) => (
  { file: file.replace(/\.js$/, ".tables.js"), state: named(pairs), figure }
);

/** Returns the file that has a figure's patch for a state, undefined where none has. */
export function file(sweeps, name, pairs) {
  const has = ({ figures, keys, values }) =>
    figures.includes(name) && pairs.every(([key, text]) => values[keys.indexOf(key)]?.includes(text));
  const sweep = sweeps.find(has);
  if (!sweep) return undefined;
  const given = Object.fromEntries(pairs);
  const places = sweep.keys
    .slice(0, sweep.split)
    .map((key, at) => sweep.values[at].indexOf(given[key] ?? sweep.unasked[at]));
  return `${[sweep.file, ...places].join(".")}.js`;
}
