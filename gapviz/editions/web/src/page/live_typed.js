/** Chapter 4 as digits are typed: a typeface comes with its neighbours, and how every network reads it. */

import { bare } from "../figures/saying.js";
import { typedDigits } from "../figures/typed_digits.js";

/** Returns the figure by its name, a function of (state by key, published drawing). `held` returns a promise of what
a pack hands over. */
export function typed(held) {
  async function figure(state, base) {
    const at = bare(state);
    const given = await held("packs/typed.js");
    const faces = await held(`packs/faces.${Math.floor(given.faces.indexOf(at.face) / given.together)}.js`);
    return typedDigits(at, given, faces[at.face], base);
  }
  figure.follows = () => true;
  return { typed_digits: figure };
}
