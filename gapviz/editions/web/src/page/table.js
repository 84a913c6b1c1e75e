/** A figure's table, {columns, rows}, in the state that a page shows.

What a page has of it may be nothing, where it is as published; {changed}, what differs, by column; or {file,
state, figure}, where that is recorded. */

import { patches } from "./packs.js";
import { apply } from "./patch.js";

/** Returns a promise of what a page has of a drawing's table, loaded where it lies in a file. */
export async function fetched(table) {
  return table?.file ? (await patches(table.file))[table.state][table.figure] : table;
}

/** Returns a table as a whole, of what was fetched of it and the `published` one. */
export function whole(table, published) {
  if (!table) return published;
  if (!table.changed) return table;
  const { columns, rows } = published;
  const cells = columns.map((_, place) => apply(rows.map((row) => row[place]), table.changed[place]));
  return { columns, rows: rows.map((_, at) => cells.map((column) => column[at])) };
}
