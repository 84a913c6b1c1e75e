/** The figure of chapter 4 in which a reader types digits, as a patch to its published drawing.

`given` is what gapviz/editions/web/live_typed.py tells, `face` what it carries of the typeface. */

import { faceDigits } from "../faces.js";
import { SIDE } from "../frame.js";
import { escaped } from "../page/markup.js";
import { fill } from "../page/wording.js";
import { bytesOf } from "./digits.js";
import { inked, remade, told } from "./saying.js";
import { tableOf } from "./tables.js";

const PIXELS = SIDE * SIDE;
const LAST = /<td>[^<]*<\/td><\/tr>/g; // the cell of a row that says how a network reads the text

/** The typed digits with the answers of the chosen network, and how each network reads them all. */
export function typedDigits(state, given, face, base) {
  const { text, preparation, model } = state;
  const places = Array.from(text, Number);
  const { digits, reads, sure } = face[preparation];
  const images = faceDigits(bytesOf(digits).buffer, state.face);
  const row = given.models.findIndex(({ name }) => name === model);
  const said = reads.map((answers) => places.map((place) => answers[place]).join(""));
  const values = {
    text,
    family: face.family,
    how: given.how[preparation],
    reading: given.reading[said.filter((one) => one === text).length],
    said: said[row],
    model: given.models[row].spoken,
  };
  const tile = (place) => {
    const says = reads[row][place];
    const of = { digit: place, family: face.family, weight: face.weight, placed: given.placed[preparation] };
    const answer = { says, sure: sure[row][place] / 100 };
    return {
      size: [SIDE, SIDE],
      pixels: inked(images.subarray(place * PIXELS, (place + 1) * PIXELS)),
      alt: fill(told(given.tile.alt, { ...answer, what: told(given.tile.alt.values.what, of) })),
      label: fill(told(given.tile.label, answer)),
      verdict: says === String(place) ? "right" : "wrong",
    };
  };
  let line = 0;
  return {
    tiles: { "=": places.map(tile) },
    caption: { "=": told(base.caption, values) },
    alt: { "=": told(base.alt, values) },
    headline: { "=": told(base.headline, values) },
    listing: { "=": base.listing.replace(LAST, () => `<td>${escaped(said[line++])}</td></tr>`) },
    code: { "=": remade(base.code, state) },
    table: {
      "=": tableOf({ model: given.models.map(({ name }) => name), reads: said, typed: said.map(() => text) }),
    },
  };
}
