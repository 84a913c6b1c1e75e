/** Chapter 4 as digits are typed: a typeface comes with its neighbours, and how every network reads it. */

import { bare } from "../figures/saying.js";
import { typedDigits } from "../figures/typed_digits.js";
import { patches } from "./packs.js";

/** Returns the figure by its name, a function of (state by key, published drawing) that returns a promise of
a patch. */
export function typed() {
  async function figure(state, base) {
    const at = bare(state);
    const given = await patches("packs/typed.js");
    const pack = Math.floor(given.faces.indexOf(at.face) / given.together);
    const faces = await patches(`packs/faces.${pack}.js`);
    return typedDigits(at, given, faces[at.face], base);
  }
  Object.assign(figure, { follows: () => true, why: () => "", needs: () => ["packs/typed.js"] });
  return { typed_digits: figure };
}
