/** A figure's table, {columns, rows}, in the state that a page shows. */

import { apply } from "./patch.js";

/** Returns a drawing's table as a whole.

What a page has of it may be nothing, where it is as `published`; or {changed}, what differs, by column. */
export function whole(table, published) {
  if (!table) return published;
  if (!table.changed) return table;
  const { columns, rows } = published;
  const cells = columns.map((_, place) => apply(rows.map((row) => row[place]), table.changed[place]));
  return { columns, rows: rows.map((_, at) => cells.map((column) => column[at])) };
}
