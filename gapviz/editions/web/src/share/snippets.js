/** What is pasted into a page: a frame, a chart with its own script, a picture, each with title and alt text.

    Whatever comes in is text and is escaped. A theme, where none is chosen, is the host's. */

import { escaped } from "../page/markup.js";
import { groupsOf, inARow } from "../page/tiles.js";
import { embedAddress, publicLink } from "./addresses.js";
import { labels, picture } from "./digits.js";
import { INK, coloursOf, themed } from "./themes.js";
import { called, credit, fileName, identity, oneLine, plainName } from "./words.js";

const [LEAST, MOST, UNKNOWN] = [120, 8000, 520]; // pixels that a frame may be high, and is where nobody knows
export const WIDTH = 760; // pixels of a picture, as an article's column has them
const TILE = 190; // pixels that a digit is wide at most

const quoted = (text) => escaped(oneLine(text));
const hold = (height) => Math.min(MOST, Math.max(LEAST, Math.round(Number(height)) || UNKNOWN));

/** Returns JSON that can stand in a script: no letter of it ends one. */
export const inScript = (value) => JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, unicode);
const unicode = (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;

function credited(taken) {
  const link = publicLink(taken);
  const words = quoted(credit(taken));
  return link ? `<a href="${escaped(link)}" style="color:inherit">${words}</a>` : words;
}

/** Returns a frame with the figure in its state, so many pixels high until it says how high it is. */
export function iframe(taken, height) {
  const source = embedAddress(taken);
  if (!source) return "";
  const name = plainName(taken);
  const listens =
    `addEventListener("message",function(e){var d=e.data,` +
    `h=d&&d.type==="gapviz:height"?Math.ceil(+d.height):0;` +
    `if(h>0&&h<${MOST})document.querySelectorAll('iframe[data-gapviz="${name}"]').forEach(` +
    `function(f){if(f.contentWindow===e.source)f.style.height=h+"px"})})`;
  return (
    `<figure style="margin:1.5em 0">\n` +
    `<iframe src="${escaped(source)}" title="${quoted(called(taken))}" data-gapviz="${name}" ` +
    `loading="lazy" ` +
    `width="100%" height="${hold(height)}" style="width:100%;border:0" allow="clipboard-write; web-share">` +
    `</iframe>\n<figcaption style="font-size:smaller"><details><summary>${quoted(called(taken))}</summary>` +
    `${quoted(taken.text.alt || taken.text.caption)}</details>${credited(taken)}</figcaption>\n` +
    `<script>${listens}</script>\n</figure>`
  );
}

/** Returns the chart as HTML that draws itself with Plotly from its own host, checked by its hash. */
export function fragment(taken) {
  const { drawing, text, chosen = {}, facts } = taken;
  const theme = chosen.theme || "host";
  const colours = coloursOf(taken, theme);
  const ground = theme === "host" ? "" : `;background:${colours.page};color:${colours.ink};padding:16px`;
  const size = chosen.slide ? "20px" : "15px";
  const said = text.headline ? `<p style="font-weight:600;margin:8px 0">${quoted(text.headline)}</p>\n` : "";
  const caption = chosen.plain
    ? ""
    : `<strong>Figure ${quoted(taken.number)}</strong> ${quoted(text.caption)} `;
  const parts = [digits(taken, theme), drawing.chart ? chart(taken, theme, facts.plotly) : listing(drawing)];
  return (
    `<figure style="margin:1.5em auto;max-width:${WIDTH}px;box-sizing:border-box;` +
    `font:${size}/1.5 Inter,system-ui,sans-serif${ground}">\n${parts.join("")}${said}` +
    `<figcaption style="font-size:smaller">${caption}${credited(taken)}</figcaption>\n</figure>`
  );
}

/** Returns a figure's digits in their rows, as pictures that a page holds itself. */
function digits(taken, theme) {
  const { tiles = [] } = taken.drawing;
  if (!tiles.length) return "";
  const one = (tile) => {
    const under = labels(tile).map(([words]) => `<small style="display:block">${quoted(words)}</small>`);
    return (
      `<img alt="${quoted(tile.alt)}" src="${picture(tile, taken, theme)}" ` +
      `style="display:block;width:100%;image-rendering:pixelated;border-radius:6px">${under.join("")}`
    );
  };
  const groups = groupsOf(tiles);
  const cells = groups.map((places) => `<div>${places.map((at) => one(tiles[at])).join("")}</div>`);
  const across = inARow(groups.length);
  const rows = `display:grid;gap:14px;grid-template-columns:repeat(${across},minmax(0,1fr))`;
  return `<div style="${rows};max-width:${TILE * across}px">${cells.join("")}</div>\n`;
}

/** Returns a figure's table, which comes as markup, without the classes of our pages. */
function listing({ listing = "" }) {
  const bare = listing.replace(/ (class|tabindex)="[^"]*"/g, "");
  const look = "text-align:left;border-spacing:14px 2px;font-size:smaller";
  return `<div style="overflow-x:auto">${bare.replace("<table>", `<table style="${look}">`)}</div>\n`;
}

/** Returns the place of a chart and the script that draws it, once for each place that has none yet. */
function chart(taken, theme, { address, integrity }) {
  const { data, layout } = themed(taken, theme);
  const key = `${plainName(taken)}-${identity(taken)}`;
  const alt = quoted(taken.text.alt);
  const height = Math.round(Number(layout.height)) || 340;
  const script = `(function(){
var figure=${inScript({ data, layout })};
function draw(){document.querySelectorAll('[data-gapviz="${key}"]:not([data-drawn])').forEach(function(place){
place.dataset.drawn="";place.textContent="";
var ink=getComputedStyle(place).color,own=JSON.parse(JSON.stringify(figure),function(name,value){
return value===${inScript(INK)}?ink:value});
Plotly.newPlot(place,own.data,own.layout,{displayModeBar:false,responsive:true})})}
if(window.Plotly)return draw();
var script=document.querySelector("script[data-gapviz-plotly]");
if(!script){script=document.createElement("script");script.src=${inScript(address)};
script.integrity=${inScript(integrity)};script.crossOrigin="anonymous";script.dataset.gapvizPlotly="";
document.head.append(script)}
script.addEventListener("load",draw)})()`;
  return (
    `<div data-gapviz="${key}" role="img" aria-label="${alt}" style="min-height:${height}px">${alt}</div>\n` +
    `<noscript>This chart is drawn by a script.</noscript>\n<script>${script}</script>\n`
  );
}

const MARKDOWN = /[\\`*_[\]{}<>&~$|]/g;
const written = (text) => oneLine(text).replace(MARKDOWN, "\\$&");
const hexadecimal = (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
const inBrackets = (address) => address.replace(/[<>()\s\\]/g, hexadecimal);

/** Returns Markdown for the figure's picture, a file beside the page, linked to its state. */
export function markdown(taken) {
  const { text, chosen = {} } = taken;
  const shown = `![${written(text.alt || text.caption)}](${fileName(taken, "png")})`;
  const link = publicLink(taken);
  const linked = link ? `[${shown}](${inBrackets(link)})` : shown;
  const whose = link ? `[${written(credit(taken))}](${inBrackets(link)})` : written(credit(taken));
  const caption = chosen.plain ? "" : `**Figure ${written(taken.number)}** ${written(text.caption)} `;
  return `${linked}\n\n${caption}${whose}\n`;
}

/** Returns HTML for the figure's picture, a file beside the page, linked to its state. */
export function html(taken) {
  const { text, chosen = {} } = taken;
  const alt = quoted(text.alt || text.caption);
  const shown =
    `<img src="${escaped(fileName(taken, "png"))}" alt="${alt}" title="${quoted(called(taken))}" ` +
    `width="${WIDTH}" style="max-width:100%;height:auto" loading="lazy">`;
  const link = publicLink(taken);
  const linked = link ? `<a href="${escaped(link)}">${shown}</a>` : shown;
  const caption = chosen.plain
    ? ""
    : `<strong>Figure ${quoted(taken.number)}</strong> ${quoted(text.caption)} `;
  return `<figure>\n${linked}\n<figcaption>${caption}${credited(taken)}</figcaption>\n</figure>`;
}
