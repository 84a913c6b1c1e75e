/** Digits as pictures: in a theme's colours, one pixel a pixel, for whoever shows them large and crisp. */

import { FAINT, FULL, bytes } from "../page/tiles.js";
import { address } from "../page/png.js";
import { coloursOf, rgb } from "./themes.js";

/** Returns the address of a tile's picture: ink, or colour as it is, and the evidence over it. */
export function picture(tile, taken, theme) {
  const colours = coloursOf(taken, theme);
  const [ground, ink] = [rgb(colours.well), rgb(colours.ink)];
  const sides = [rgb(colours["wrong-fill"]), rgb(colours["right-fill"])];
  const [height, width, channels = 1] = tile.size;
  const pixels = bytes(tile.pixels);
  const evidence = tile.evidence && bytes(tile.evidence, Int8Array);
  const made = new Uint8Array(3 * height * width);
  for (let place = 0; place < height * width; place++) {
    const share = evidence ? evidence[place] / FULL : 0;
    for (let k = 0; k < 3; k++) {
      const under = channels === 3 ? lit(pixels, place, k, ground, evidence) : inked(pixels[place], k);
      const over = sides[share > 0 ? 0 : 1][k];
      made[3 * place + k] = Math.round(under * (1 - Math.abs(share)) + over * Math.abs(share));
    }
  }
  return address(width, height, made);

  function inked(pixel, k) {
    const opacity = (pixel / 255) * (evidence ? FAINT : 1);
    return ink[k] * opacity + ground[k] * (1 - opacity);
  }
}

/** Returns a part of a pixel in colour: as it is, or as a faint grey under evidence. */
function lit(pixels, place, k, ground, evidence) {
  const [red, green, blue] = [0, 1, 2].map((part) => pixels[3 * place + part]);
  if (!evidence) return [red, green, blue][k];
  return FAINT * (0.299 * red + 0.587 * green + 0.114 * blue) + (1 - FAINT) * ground[k];
}

const MARKS = { right: "✓", wrong: "✗", other: "?" };

/** Returns what stands under a tile, as [words, name of a colour] one after the other. */
export function labels({ label, verdict, sides }) {
  if (sides)
    return [
      [`■ ${sides[0]}`, "wrong"],
      [`■ ${sides[1]}`, "right"],
    ];
  if (!label) return [];
  return [[[MARKS[verdict], label].filter(Boolean).join(" "), MARKS[verdict] ? verdict : "soft"]];
}
