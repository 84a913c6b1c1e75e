/** A figure as Plotly's JSON: what draws it, and under `layout.meta` all that is known about it. */

import { picture } from "./digits.js";
import { groupsOf, inARow } from "../page/tiles.js";
import { about } from "./words.js";

const [HIGH, GAP, LABEL] = [190, 0.06, 0.1]; // pixels of a row of digits; shares of a cell

/** Returns the figure as text that plotly.js, and Plotly's from_json in Python and R, read. */
export function json(taken) {
  const { chart, tiles = [], listing } = taken.drawing;
  const { data, layout } = chart ?? { data: [], layout: digitsAlone(taken, tiles) };
  const meta = { ...about(taken), tiles: tiles.length ? tiles : undefined, listing };
  const figure = { data, layout: { ...layout, template: taken.template ?? {}, meta } };
  return `${JSON.stringify(figure, null, 1)}\n`;
}

/** Returns a layout that shows digits where a figure has no chart: as pictures, each over its label. */
function digitsAlone(taken, tiles) {
  const groups = groupsOf(tiles);
  const across = Math.max(1, inARow(groups.length));
  const deep = Math.max(1, ...groups.map((places) => places.length));
  const down = Math.max(1, Math.ceil(groups.length / across)) * deep;
  const [wide, high] = [1 / across, 1 / down];
  const images = [];
  const annotations = [];
  groups.forEach((places, group) =>
    places.forEach((at, row) => {
      const left = (group % across) * wide;
      const top = 1 - (Math.floor(group / across) * deep + row) * high;
      const place = { xref: "paper", yref: "paper", x: left + wide / 2, xanchor: "center" };
      const size = { sizex: wide * (1 - GAP), sizey: high * (1 - LABEL - GAP), sizing: "contain" };
      images.push({ ...place, ...size, y: top, yanchor: "top", source: picture(tiles[at], taken, "light") });
      const label = tiles[at].label;
      if (label)
        annotations.push({
          ...place,
          y: top - high * (1 - LABEL),
          text: label,
          yanchor: "middle",
          showarrow: false,
        });
    }),
  );
  const none = { visible: false };
  const margin = { l: 8, r: 8, t: 8, b: 8 };
  return { images, annotations, xaxis: none, yaxis: none, margin, height: HIGH * down };
}
