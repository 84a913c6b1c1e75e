/** The article's own markup that changes with a state, as gapviz/editions/article/html.py writes it. */

import { fixed } from "./wording.js";

const SCALE = 0.95;
const CLOSE = 0.25;
const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;" };

/** Returns text as it stands in markup, and in an attribute. */
export const escaped = (text) => String(text).replace(/[&<>"']/g, (letter) => ENTITIES[letter]);

const at = (share) => `${fixed(100 * SCALE * share, 2)}%`;

/** Returns the gap scale of two marks, and of the reader's guess, a fraction, or null. */
export function gap({ clean, here, label, clean_label }, guess = null) {
  const [test, now] = [fixed(100 * clean.value, 1), fixed(100 * here.value, 1)];
  const alt = escaped(`Accuracy scale: ${test} percent (${clean_label}), ${now} percent (${label}).`);
  const low = Math.min(clean.value, here.value);
  const stretch = Math.max(clean.value, here.value) - low;
  const place = guess === null ? "" : `class="guess" style="--guess:${at(guess)}"`;
  const guessed =
    guess === null ? "" : `<b ${place}></b><em ${place}>your guess ${fixed(100 * guess, 0)}</em>`;
  const beside = here.value > clean.value - CLOSE ? " close" : "";
  return (
    `<div class="gv-gap" role="img" aria-label="${alt}" ` +
    `style="--clean:${at(clean.value)};--here:${at(here.value)}">` +
    `<span class="here${beside}"><strong>${now} %</strong><em>${escaped(label)}</em></span>` +
    `<span class="test"><strong>${test} %</strong><em>${escaped(clean_label)}</em></span>` +
    `<i class="track"></i><i class="stretch" style="left:${at(low)};width:${at(stretch)}"></i>` +
    `<b class="here"></b><b class="test"></b>${guessed}</div>`
  );
}

/** Returns the gap scale before the reader's guess: the test set's mark alone. */
export function gapAsked({ clean, clean_label }) {
  const test = fixed(100 * clean.value, 1);
  const label = escaped(clean_label);
  const alt = `Accuracy scale: ${test} percent (${label}). The other mark waits for your guess.`;
  return (
    `<div class="gv-gap gv-screen" role="img" aria-label="${alt}" style="--clean:${at(clean.value)}">` +
    `<span class="test"><strong>${test} %</strong><em>${label}</em></span>` +
    `<i class="track"></i><b class="test"></b></div>`
  );
}

/** Returns the line under a picture that says what came out. */
export const headline = (sentence) => `<p class="gv-headline" role="status">${escaped(sentence)}</p>`;
