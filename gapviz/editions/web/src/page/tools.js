/** What live figures work with: networks, test digits, recorded counts and a pool, each loaded when it is
asked for, as scripts (packs.py in gapviz/editions/web/), and kept. */

import { load } from "../engine/engine.js";
import { pool } from "../engine/pool.js";
import { bytesOf } from "../figures/digits.js";

const PIXELS = 784;

/** Returns the tools of a page. `held` returns a promise of what a pack's script hands over; `script` returns
the engine's bytes and the script's own text, {wasm, source}, for workers. `sampled` is what the index of the
digits ends in that are read first, `parts` how many packs there are of all. */
export function tools({ held, script = () => ({}), sampled = 0, parts = 10, n = 10_000 }) {
  const kept = new Map();
  const pixels = new Uint8Array(n * PIXELS);
  const labels = new Int8Array(n).fill(-1);

  function once(key, make) {
    if (!kept.has(key)) {
      const made = make();
      made.catch(() => kept.delete(key)); // it may be asked for again
      kept.set(key, made);
    }
    return kept.get(key);
  }

  const engine = () => once("engine", () => load(script().wasm));
  const packed = (name) => once(name, async () => content(await held(`packs/${name}.js`), name).buffer);

  function content(text, name) {
    try {
      return bytesOf(text);
    } catch {
      throw new Error(`packs/${name}.js is damaged`);
    }
  }

  /** Puts one digit where all are. */
  function put(index, label, content) {
    pixels.set(content, index * PIXELS);
    labels[index] = label;
  }

  async function part(which) {
    const found = await held(`packs/digits.${which}.js`);
    const name = `digits.${which}`;
    const images = content(found.pixels, name);
    if (images.length !== found.labels.length * PIXELS) throw new Error(`packs/${name}.js is damaged`);
    [...found.labels].forEach((label, row) => {
      put(row * parts + which, Number(label), images.subarray(row * PIXELS, (row + 1) * PIXELS));
    });
  }

  return {
    n,
    sampled,
    pixels,
    labels,
    put,
    engine,
    packed,

    /** Returns a promise of a network, {name, classes, logits(images)}. */
    network: async (name) => (await engine()).network(await packed(name), name),

    /** Returns a promise of recorded counts under a shift: by network, at severities 1 to 5, of each class. */
    counts: (shift) => held(`packs/counts.${shift}.js`),

    /** Returns a promise of a pool of workers. */
    pool: () => once("pool", () => pool(script())),

    /** Returns a promise that pixels and labels of these digits are there. */
    digits(indices) {
      const missing = new Set(indices.filter((index) => labels[index] < 0).map((index) => index % parts));
      return Promise.all([...missing].map((which) => once(`digits ${which}`, () => part(which))));
    },

    /** Returns the digits of the sample, spread over all. */
    sample: () => Array.from({ length: Math.ceil((n - sampled) / parts) }, (_, row) => row * parts + sampled),
  };
}
