/** The tables of live figures, {columns, rows}, as those of the Python figures. */

import { sum } from "./shared.js";

const cell = (value) => (Number.isNaN(value) ? null : value); // a share of none

/** Returns a table of columns by name, each an array of one value a row. */
export function tableOf(columns) {
  const cells = Object.values(columns);
  const rows = Array.from(cells[0], (_, row) => cells.map((one) => cell(one[row])));
  return { columns: Object.keys(columns), rows };
}

/** Returns estimates as the columns of a table. */
export function columnsOf(estimates) {
  const names = ["value", "low", "high", "n"];
  return Object.fromEntries(names.map((name) => [name, estimates.map((one) => one[name])]));
}

/** Returns the recorded curves of a shift, of one network after the other, as a table. */
export function curvesTable(shift, names, curves) {
  const all = names.flatMap((model, place) =>
    curves[place].map((found, severity) => ({ model, severity, found })),
  );
  const { value, low, high, n } = columnsOf(all.map(({ found }) => found));
  return tableOf({
    shift: all.map(({ severity }) => (severity ? shift : "")),
    severity: all.map(({ severity }) => severity),
    model: all.map(({ model }) => model),
    right: all.map((_, row) => Math.round(value[row] * n[row])),
    n,
    value,
    low,
    high,
  });
}

/** Returns estimates of classes, some sets of them by name one after the other, as a table. */
export function classesTable(classes, sets) {
  const names = Object.keys(sets);
  const all = Object.values(sets).flat();
  return tableOf({
    class: names.flatMap(() => classes),
    right: all.map(({ value, n }) => Math.round(value * n)),
    ...columnsOf(all),
    set: names.flatMap((name) => classes.map(() => name)),
  });
}

/** Returns a confusion matrix, counts by label and prediction, as a table. */
export function confusionTable(cells) {
  const places = cells.flatMap((row, label) => row.map((_, prediction) => [label, prediction]));
  return tableOf({
    label: places.map(([label]) => label),
    prediction: places.map(([, prediction]) => prediction),
    n: cells.flat(),
    share: cells.flatMap((row) => row.map((n) => n / Math.max(1, sum(row)))),
  });
}
