/** Networks in this thread: `load` the engine once, each network once, then ask for logits. */

import { unpack } from "./pack.js";
import { plain } from "./plain.js";
import { simd } from "./simd.js";

const BATCH = 64; // images in working memory at a time
const LOGITS = 16; // room an image

/** Returns the engine: in WebAssembly of these bytes, or in plain JavaScript where they are null or refused,
which `problem` then tells in a sentence. */
export async function load(bytes = null) {
  let problem = null;
  const kernel = bytes ? await simd(bytes).catch(instead) : plain();
  const networks = new Map();
  const seen = new WeakMap();
  let used = 1024; // floats; what is below is the compiler's
  const place = (floats) => {
    const start = used;
    used += 4 * Math.ceil(floats / 4);
    kernel.grow(used);
    return start;
  };
  const images = place(BATCH * 28 * 28);
  const logits = place(BATCH * LOGITS);
  return {
    kind: kernel.kind,
    problem,

    /** Returns {name, side, classes, logits} of a pack, an ArrayBuffer, which is loaded once.

    `name` is what it must be called; without it the pack's own is taken. Throws DamagedPack. */
    network(packed, name = "") {
      const loaded = seen.get(packed);
      if (loaded && (!name || name === loaded.name)) return loaded;
      const { checksum, plan, weights, pages, ...known } = unpack(packed, name);
      const key = `${known.name} ${checksum}`;
      if (!networks.has(key)) {
        const places = [place(plan.length), place(weights.length), place(pages)];
        new Int32Array(kernel.heap.buffer).set(plan, places[0]);
        kernel.heap.set(weights, places[1]);
        networks.set(key, { ...known, logits: reader(known, places) });
      }
      seen.set(packed, networks.get(key));
      return networks.get(key);
    },
  };

  function instead(error) {
    problem = `WebAssembly is not to be had here, so plain JavaScript reads: ${error.message}`;
    return plain();
  }

  /** Returns a function of images, Float32Array (n * side * side) in [0, 1], that returns (n * classes). */
  function reader({ side, classes }, places) {
    const size = side * side;
    return (given, n = given.length / size) => {
      const found = new Float32Array(n * classes);
      for (let from = 0; from < n; from += BATCH) {
        const count = Math.min(BATCH, n - from);
        kernel.heap.set(given.subarray(from * size, (from + count) * size), images);
        kernel.read(...places, images, count, logits);
        found.set(kernel.heap.subarray(logits, logits + count * classes), from * classes);
      }
      return found;
    };
  }
}
