/** What goes along with a figure's data: what it is, in which state, on how many, and how to cite it. */

import { publicLink } from "./addresses.js";
import { called, cite, counted, oneLine, plainName } from "./words.js";

const WIDTH = 88; // letters of a line

/** Returns text in lines, each begun by `before`, save a word that is longer than a line. */
export function wrapped(text, before = "", width = WIDTH) {
  const lines = [""];
  for (const word of oneLine(text).split(/ +/)) {
    const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    if (longer.length + before.length <= width || !lines.at(-1)) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((line) => before + line).join("\n");
}

const section = (head, ...parts) => [head, "-".repeat(head.length), ...parts.filter(Boolean), ""].join("\n");
const pair = ([label, words]) => wrapped(`${label}: ${words}`, "  ");

function columns({ drawing, facts }) {
  const names = drawing.table?.columns ?? [];
  return names
    .map((name) => wrapped([name, facts.columns?.[name]].filter(Boolean).join(": "), "  "))
    .join("\n");
}

/** Returns the README of a figure's data as text. */
export function readme(taken) {
  const { facts, text, drawing, chapter } = taken;
  const head = called(taken);
  const link = publicLink(taken);
  const { short, long, bibtex } = cite(taken);
  const n = counted(taken);
  const state = (taken.settings ?? []).map(pair).join("\n");
  const published = (taken.pairs ?? []).length ? "" : "This is the state in which the figure is published.";
  const keys = (taken.pairs ?? []).map(([key, value]) => `  ${oneLine(key)}=${oneLine(value)}`).join("\n");
  const rows = drawing.table?.rows.length ?? 0;
  const papers = (taken.papers ?? []).map(({ authors, year, title, address }) =>
    wrapped(`${authors}, ${year}: ${title}. ${address}`, "  "),
  );
  const name = plainName(taken);
  return [
    `${head}\n${"=".repeat(head.length)}`,
    "",
    wrapped(text.headline || ""),
    wrapped(text.caption),
    "",
    chapter?.title ? wrapped(`From the chapter “${chapter.title}” of gapviz.`) : "",
    "",
    section("State", published, state, keys && "In the address:", keys, link && `Link: ${link}`),
    section("Numbers", n && wrapped(n), wrapped(facts.interval), wrapped(facts.seed)),
    section(
      "Files",
      wrapped(
        `${name}.csv: the table, ${rows} rows, UTF-8, comma-separated; an empty cell is a missing value.`,
      ),
      wrapped("figure.json: the figure for Plotly, with all of this under layout.meta."),
    ),
    rows ? section(`Columns of ${name}.csv`, columns(taken)) : "",
    section("The chart in words", wrapped(text.alt)),
    section(
      "Version and licence",
      `Version: ${facts.version}`,
      `Released: ${facts.released}`,
      wrapped(`Licence of code, charts and text: ${facts.licence}.`),
      wrapped(facts.data_licence),
    ),
    papers.length ? section("Papers behind it", ...papers) : "",
    section("How to cite", "Short:", wrapped(short, "  "), "Long:", wrapped(long, "  "), "BibTeX:", bibtex),
    section("Python that remakes it", drawing.code),
  ]
    .filter((part, at, all) => part || all[at - 1])
    .join("\n");
}
