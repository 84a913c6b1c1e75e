/** What live figures work with: what they carry, networks on demand, and one pool of workers. */

import { bytesOf } from "../figures/digits.js";
import { pool } from "../engine/pool.js";
import { patches } from "./states.js";

const made = new Map();

/** Returns what `make` makes, a promise, once for a key; a failure is forgotten. */
export function once(key, make) {
  if (!made.has(key)) {
    const coming = make();
    coming.catch(() => made.delete(key));
    made.set(key, coming);
  }
  return made.get(key);
}

/** Returns a promise of what a figure carries, the content of a file of `live/`. */
export const carried = (name) => patches(`live/${name}.js`);

/** Returns a promise of a network's pack, an ArrayBuffer. */
export function packed(name) {
  return once(`network ${name}`, async () => bytesOf(await carried(`networks/${name}`)).buffer);
}

/** Returns a promise of the page's pool, which has its engine. */
export function crew() {
  const { wasm = null, source = null } = globalThis.gapviz ?? {};
  return once("pool", () => pool({ wasm, source }));
}

/** Returns a promise of a network in this thread. */
export async function network(name) {
  const [{ engine }, pack] = await Promise.all([crew(), packed(name)]);
  return engine.network(pack, name);
}

/** Returns a promise that waits until the page has drawn what there is and heard what came. */
export function breath() {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}
