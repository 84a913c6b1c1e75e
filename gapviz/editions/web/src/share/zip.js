/** A ZIP of a figure's data: the table, what is to know about it, and the chart. The same bytes everywhere.

    Files are stored as they are, as PKWARE's APPNOTE 4.3 has it: a browser's own compression is no promise of
    the same bytes, and what is small needs none. */

import { crc32 } from "../engine/pack.js";
import { csv } from "./csv.js";
import { json } from "./figure_json.js";
import { readme } from "./readme.js";
import { plainName } from "./words.js";

const UTF8 = 0x0800; // flag: names are UTF-8
const VERSION = 20;
const [FILE, ENTRY, END] = [0x04034b50, 0x02014b50, 0x06054b50];

/** Returns numbers, each with the bytes that it takes, as little-endian bytes. */
const little = (...pairs) =>
  pairs.flatMap(([number, bytes]) => Array.from({ length: bytes }, (_, at) => (number >>> (8 * at)) & 255));

/** Returns a day, as in 2026-11-26, as ZIP has it: its first moment, as time and date of two bytes each. */
function day(text) {
  const [year, month, date] = text.split("-").map(Number);
  return ((year - 1980) << 25) | (month << 21) | (date << 16);
}

/** Returns an archive of files, [name, text] each, all of one day. */
export function archive(files, released) {
  const texts = new TextEncoder();
  const bodies = [];
  const entries = [];
  let start = 0;
  for (const [name, text] of files) {
    const [title, content] = [texts.encode(name), texts.encode(text)];
    const size = content.length;
    const known = little(
      [UTF8, 2],
      [0, 2],
      [day(released), 4],
      [crc32(content), 4],
      [size, 4],
      [size, 4],
      [title.length, 2],
      [0, 2],
    );
    const body = [little([FILE, 4], [VERSION, 2]), known, title, content];
    entries.push(
      little([ENTRY, 4], [VERSION, 2], [VERSION, 2]),
      known,
      little([0, 6], [0, 4], [start, 4]),
      title,
    );
    bodies.push(...body);
    start += body.reduce((sum, { length }) => sum + length, 0);
  }
  const listed = entries.reduce((sum, { length }) => sum + length, 0);
  const count = files.length;
  const end = little([END, 4], [0, 4], [count, 2], [count, 2], [listed, 4], [start, 4], [0, 2]);
  const parts = [...bodies, ...entries, end];
  const made = new Uint8Array(start + listed + end.length);
  parts.reduce((at, part) => (made.set(part, at), at + part.length), 0);
  return made;
}

/** Returns the figure's data as a ZIP. */
export function zip(taken) {
  const { table } = taken.drawing;
  const files = [
    ...(table ? [[`${plainName(taken)}.csv`, csv(table)]] : []),
    ["README.txt", readme(taken)],
    ["figure.json", json(taken)],
  ];
  return archive(files, taken.facts.released);
}
