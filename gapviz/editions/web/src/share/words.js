/** What is said of a figure that is taken away, in the words that all formats share. */

import { fileName as named } from "../page/address.js";
import { publicLink } from "./addresses.js";

/** Returns text on one line, without what no file or page can show. */
export const oneLine = (text) =>
  String(text ?? "")
    .replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, " ")
    .trim();

/** Returns what a figure is called: its number and its title. */
export const called = ({ number, title }) => oneLine(`Figure ${number}: ${title}`);

/** Returns whose a figure is and of which version. */
export const credit = ({ number, facts }) => oneLine(`Figure ${number} of gapviz ${facts.version}`);

/** Returns the state as one line of label and words; an empty string for a figure without settings. */
export const settings = (taken) =>
  (taken.settings ?? []).map(([label, words]) => oneLine(`${label}: ${words}`)).join("; ");

const GROUPED = new Intl.NumberFormat("en-US");

/** Returns on how many a figure's numbers rest, in words: by its table, else by the estimates it states. */
export function counted({ drawing }) {
  const columns = drawing.table?.columns ?? [];
  const place = columns.indexOf("n");
  const inTable = place < 0 ? [] : drawing.table.rows.map((row) => row[place]);
  const told = said([drawing.headline, drawing.caption]);
  const all = [...new Set([inTable, told, said(drawing.gap)].find(({ length }) => length))];
  const found = all.filter(Number.isFinite).sort((one, other) => one - other);
  if (!found.length) return "";
  const [least, most] = [found[0], found.at(-1)].map((n) => GROUPED.format(n));
  const from = place < 0 ? "" : ", row by row in the column n";
  return least === most ? `n = ${least}` : `n = ${least} to ${most}${from}`;
}

/** Returns the n of all estimates in some wordings, at whatever depth. */
function said(value) {
  if (!value || typeof value !== "object") return [];
  if ("n" in value && "low" in value) return [value.n];
  return Object.values(value).flatMap(said);
}

/** Returns how to cite a figure in its state, {short, long, bibtex}: with the link, where there is one. */
export function cite(taken) {
  const { short, long, bibtex } = taken.facts.cite;
  const link = publicLink(taken);
  if (!link) return { short, long, bibtex };
  return {
    short,
    long: `${long} ${link}`,
    bibtex: bibtex.replace(/\n\}\s*$/, `\n  url = {${link.replace(/[{}\\]/g, encodeURIComponent)}},\n}`),
  };
}

/** Returns all that is known about a figure in its state, as JSON. */
export function about(taken) {
  const { facts, drawing, text } = taken;
  return {
    figure: taken.name,
    number: taken.number,
    title: taken.title,
    chapter: taken.chapter?.title,
    headline: text.headline || undefined,
    caption: text.caption,
    alt: text.alt,
    state: Object.fromEntries(taken.pairs ?? []),
    settings: taken.settings ?? [],
    n: counted(taken) || undefined,
    interval: facts.interval,
    seed: facts.seed,
    link: publicLink(taken) || undefined,
    version: facts.version,
    released: facts.released,
    licence: facts.licence,
    data_licence: facts.data_licence,
    papers: taken.papers ?? [],
    cite: cite(taken),
    code: drawing.code,
  };
}

const PRIME = 16777619; // FNV-1a

/** Returns a short name for some text: eight digits that are other ones for other text. */
export function digest(text) {
  let sum = 2166136261;
  for (const letter of text) sum = Math.imul(sum ^ letter.codePointAt(0), PRIME);
  return (sum >>> 0).toString(16).padStart(8, "0");
}

/** Returns what stands for a figure in its state where it has to be told from others. */
export const identity = ({ name, pairs }) => digest(JSON.stringify([name, pairs ?? []]));

/** Returns a figure's name with nothing in it but letters, digits and underscores. */
export const plainName = ({ name }) => String(name).replace(/\W+/g, "_");

/** Returns the name of a file for a figure in its state, safe on all systems. */
export const fileName = ({ name, pairs }, ending) => named(name, pairs ?? [], ending);
