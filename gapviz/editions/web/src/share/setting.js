/** Text set as SVG: broken into lines by how wide its letters are, which a canvas knows. */

import { escaped } from "../page/markup.js";
import { oneLine } from "./words.js";

export const FAMILY = "Inter, 'Helvetica Neue', Arial, sans-serif";
const SLACK = 1.03; // where the picture is opened without our typeface, its letters are wider
const LEADING = 1.45;

/** Returns text as it can stand in XML. */
export const inXml = (text) => escaped(oneLine(text).replace(/[\ud800-\udfff\ufffe\uffff]/gu, "\ufffd"));

/** Returns lines of a text, each at most `width` wide by `measure`; a longer word is broken where it must. */
export function lines(text, width, measure) {
  const found = [""];
  const fits = (line) => SLACK * measure(line) <= width;
  for (const word of oneLine(text).split(/ +/)) {
    const whole = found.at(-1) ? `${found.at(-1)} ${word}` : word;
    if (fits(whole)) {
      found[found.length - 1] = whole;
      continue;
    }
    if (found.at(-1)) found.push("");
    for (const letter of word) {
      if (!fits(found.at(-1) + letter) && found.at(-1)) found.push("");
      found[found.length - 1] += letter;
    }
  }
  return found;
}

const OWN = "gapviz-measured";
let pen = null;
let face = null;

/** Makes Inter known to what measures, out of a style sheet that holds it: the page may have it, or not. */
export async function learn(rule) {
  const source = rule.match(/src:\s*(url\([^)]*\))/)?.[1];
  if (face || !source || !globalThis.FontFace) return;
  try {
    face = await new FontFace(OWN, source, { weight: "100 900" }).load();
    document.fonts.add(face);
  } catch {
    // a page may forbid it: what it has itself is measured
  }
}

/** Returns a function of a text that is its width, in a weight and size. */
function measuring(weight, size) {
  pen ??= document.createElement("canvas").getContext("2d");
  const font = `${weight} ${size}px ${OWN}, ${FAMILY}`;
  return (text) => {
    pen.font = font;
    return pen.measureText(text).width;
  };
}

/** Returns a paragraph {height, at(x, y) -> markup}; `head` stands before it in `bold`, `href` is a link. */
export function paragraph(text, width, { size, weight = 400, colour, head = "", bold = colour, href = "" }) {
  if (!oneLine(head + text)) return { height: 0, at: () => "" };
  const measure = measuring(weight, size);
  const all = lines(head ? `${head} ${text}` : text, width, measure);
  const leading = LEADING * size;
  const line = (words) => {
    const first = head && words.startsWith(head);
    const lead = first ? `<tspan font-weight="650" fill="${bold}">${inXml(head)}</tspan>` : "";
    return `${lead}${first ? ` ${inXml(words.slice(head.length))}` : inXml(words)}`;
  };
  const at = (x, y) => {
    const rows = all.map((words, row) => {
      const down = y + leading * row + size;
      const inside = row ? inXml(words) : line(words);
      const look = `font-size="${size}" font-weight="${weight}" fill="${colour}"`;
      return `<text x="${x}" y="${down.toFixed(1)}" ${look}>${inside}</text>`;
    });
    return href ? `<a href="${escaped(href)}">${rows.join("")}</a>` : rows.join("");
  };
  return { height: leading * all.length, at };
}
