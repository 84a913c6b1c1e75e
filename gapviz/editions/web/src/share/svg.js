/** A figure as one picture that stands by itself: headline, digits, chart, caption, and whose it is.

    It is drawn in the reader's browser, in which Plotly draws the chart. What a page's style sheet says does
    not travel: colours are written into the picture, in a light or a dark theme. */

import { groupsOf, inARow } from "../page/tiles.js";
import { publicLink } from "./addresses.js";
import { labels, picture } from "./digits.js";
import { FAMILY, inXml, learn, paragraph } from "./setting.js";
import { coloursOf, themed } from "./themes.js";
import { WIDTH } from "./snippets.js";
import { called, credit } from "./words.js";

const [PAD, SPACE, GAP] = [24, 16, 14]; // pixels around, between parts, between digits
const [LARGE, FEW, SINGLE] = [560, 220, 2]; // width where letters are large; of a lone digit; beside a chart
const [BESIDE, BESIDE_TWO] = [1 / 2.3, 2 / 3]; // share of the width that one digit takes, and two
const INTER = /@font-face\s*\{[^}]*font-family:\s*Inter\b[^}]*\}/; // pictures are set in no other
const TIMES = 2; // pixels of a PNG for each of the SVG's

/** Returns the figure as the text of an SVG. `fonts` is a style sheet that holds our typefaces, if at hand;
    `bare` leaves out what is said, for where that stands beside it. */
export async function svg(taken, Plotly, { fonts = "", bare = false } = {}) {
  const { text, chosen = {}, drawing } = taken;
  const theme = chosen.theme === "dark" ? "dark" : "light";
  const colours = coloursOf(taken, theme);
  const whole = chosen.slide ? LARGE : WIDTH;
  const width = whole - 2 * PAD;
  const rule = fonts.match(INTER)?.[0] ?? "";
  await learn(rule);
  const link = publicLink(taken);
  const soft = { colour: colours.soft };
  const shown = await pictured(taken, Plotly, theme, width);
  if (!shown.length) shown.push(listed(drawing.listing, width, colours));
  const head = { size: 13.5, ...soft, head: `Figure ${taken.number}`, bold: colours.ink };
  const foot = [credit(taken), link].filter(Boolean).join(" · ");
  const said = [
    paragraph(text.headline, width, { size: 17, weight: 600, colour: colours.ink }),
    paragraph(chosen.plain ? "" : text.caption, width, { ...head, head: chosen.plain ? "" : head.head }),
    paragraph(foot, width, { size: 11.5, ...soft, href: link }),
  ];
  const parts = (bare ? shown : [said[0], ...shown, ...said.slice(1)]).filter(({ height }) => height > 0);
  const height = Math.ceil(parts.reduce((sum, part) => sum + part.height + SPACE, 2 * PAD - SPACE));
  let down = PAD;
  const drawn = parts.map((part) => {
    const markup = part.at(PAD, down);
    down += part.height + SPACE;
    return markup;
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" role="img" ` +
    `width="${whole}" height="${height}" viewBox="0 0 ${whole} ${height}" font-family="${FAMILY}">\n` +
    `<title>${inXml(called(taken))}</title>\n<desc>${inXml(text.alt || text.caption)}</desc>\n` +
    `${rule && `<style>${rule}</style>\n`}<rect width="100%" height="100%" fill="${colours.page}"/>\n` +
    `${drawn.join("\n")}\n</svg>\n`
  );
}

/** Returns chart and digits as the page has them: a digit or two beside the chart, else a grid below it. */
async function pictured(taken, Plotly, theme, width) {
  const { chart, tiles = [] } = taken.drawing;
  if (!chart) return tiles.length ? [grid(taken, theme, width)] : [];
  if (!tiles.length) return [await charted(taken, Plotly, theme, width)];
  if (tiles.length > SINGLE) return [await charted(taken, Plotly, theme, width), grid(taken, theme, width)];
  const left = Math.round((width - GAP) * (tiles.length === 1 ? BESIDE : BESIDE_TWO));
  const digits = grid(taken, theme, left, left);
  const plot = await charted(taken, Plotly, theme, width - GAP - left);
  const at = (x, y) => digits.at(x, y) + plot.at(x + left + GAP, y);
  return [{ height: Math.max(digits.height, plot.height), at }];
}

async function charted(taken, Plotly, theme, width) {
  const { data, layout } = themed(taken, theme);
  const size = { width: Math.round(width), height: layout.height ?? 340 };
  const config = { staticPlot: true, displayModeBar: false };
  const figure = { data, layout: { ...layout, ...size, autosize: false }, config };
  const made = await Plotly.toImage(figure, { format: "svg", imageDataOnly: true, ...size });
  const inside = made.slice(made.indexOf("<svg"));
  return {
    height: size.height,
    at: (x, y) => inside.replace("<svg", `<svg x="${x}" y="${y.toFixed(1)}"`),
  };
}

/** Returns the digits in rows: those of one group over each other, each over its label. */
function grid(taken, theme, width, most = FEW) {
  const { tiles } = taken.drawing;
  const colours = coloursOf(taken, theme);
  const groups = groupsOf(tiles);
  const across = inARow(groups.length);
  const wide = Math.min((width - GAP * (across - 1)) / across, groups.length < 4 ? most : width);
  const cells = groups.map((places) =>
    stacked(places.map((at) => single(tiles[at], taken, theme, colours, wide))),
  );
  const rows = [];
  for (let first = 0; first < cells.length; first += across) rows.push(cells.slice(first, first + across));
  const heights = rows.map((row) => Math.max(...row.map(({ height }) => height)));
  const at = (x, y) => {
    let down = y;
    return rows
      .map((row, place) => {
        const drawn = row.map((cell, column) => cell.at(x + column * (wide + GAP), down)).join("");
        down += heights[place] + GAP;
        return drawn;
      })
      .join("");
  };
  return { height: heights.reduce((sum, height) => sum + height + GAP, -GAP), at };
}

function stacked(parts) {
  const at = (x, y) => {
    let down = y;
    return parts
      .map((part) => {
        const drawn = part.at(x, down);
        down += part.height + GAP / 2;
        return drawn;
      })
      .join("");
  };
  return { height: parts.reduce((sum, { height }) => sum + height + GAP / 2, -GAP / 2), at };
}

function single(tile, taken, theme, colours, wide) {
  const [rows, columns] = tile.size;
  const high = (wide * rows) / columns;
  const under = labels(tile).map(([words, name]) =>
    paragraph(words, wide, { size: 12.5, weight: 600, colour: colours[name] }),
  );
  const address = picture(tile, taken, theme);
  const at = (x, y) => {
    let down = y + high + 3;
    const image =
      `<image x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${wide.toFixed(1)}" ` +
      `height="${high.toFixed(1)}" ` +
      `preserveAspectRatio="none" style="image-rendering:pixelated" href="${address}">` +
      `<title>${inXml(tile.alt)}</title></image>`;
    return (
      image +
      under
        .map((label) => {
          const drawn = label.at(x.toFixed(1), down);
          down += label.height;
          return drawn;
        })
        .join("")
    );
  };
  return { height: high + 3 + under.reduce((sum, { height }) => sum + height, 0), at };
}

/** Returns a table, which comes as markup, in columns of one width. */
function listed(listing, width, colours) {
  if (!listing) return { height: 0, at: () => "" };
  const found = new DOMParser().parseFromString(listing, "text/html").querySelectorAll("tr");
  const rows = [...found].map((row) => [...row.children].map((cell) => cell.textContent));
  const wide = width / Math.max(...rows.map(({ length }) => length));
  const set = rows.map((row, place) =>
    row.map((words) =>
      paragraph(words, wide - GAP, { size: 12.5, colour: place ? colours.ink : colours.soft }),
    ),
  );
  return stacked(
    set.map((row) => ({
      height: Math.max(...row.map(({ height }) => height)),
      at: (x, y) => row.map((cell, column) => cell.at((x + column * wide).toFixed(1), y)).join(""),
    })),
  );
}

/** Returns the figure as a PNG, a Blob. */
export async function png(taken, Plotly, more) {
  const image = new Image();
  const text = await svg(taken, Plotly, more);
  // Of a blob's address the canvas would be tainted in Safari.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = TIMES * image.width;
  canvas.height = TIMES * image.height;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error("the picture could not be drawn"))),
      "image/png",
    ),
  );
}
