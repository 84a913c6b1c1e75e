/** Many digits: in workers where there are any, else in this thread, in slices that let the page breathe. */

import { changed } from "./changes.js";
import { load } from "./engine.js";
import { hire, LostWorker } from "./worker.js";

const SLICE = 12; // milliseconds of work before the page may answer
const TOGETHER = 4; // digits between two looks at the clock
const BATCHES = 24; // of one reading; after each it is told what was found
const LEAST = 32; // digits of a batch

/** Returns a pool around an engine of these bytes. `source` is the text of a function that returns what
index.js exports; without it, or without workers, all is read in this thread. */
export async function pool({ wasm = null, source = null, workers = spare() } = {}) {
  const engine = await load(wasm);
  const asked = source ? Array.from({ length: workers }, () => hire(source, wasm)) : [];
  let crew = (await Promise.all(asked)).filter(Boolean);

  return {
    engine,

    /** How many workers there are. */
    get workers() {
      return crew.length;
    },

    /** Returns the logits, Float32Array (places * classes), of digits of a set: `pixels` are its bytes
    (n * 784), `places` the digits' indices, each changed as `change` says (changes.js).

    `progress({at, logits, done, total})` is told of each batch: `at` are its positions among the places,
    spread over all of them, so that what was found so far is a fair sample. `signal`, an AbortSignal, ends
    the reading with an AbortError. Throws DamagedPack, and what a change throws. */
    async read({ packed, pixels, places, change = null }, { progress = () => {}, signal = null } = {}) {
      const network = engine.network(packed);
      const { classes, side } = network;
      const found = new Float32Array(places.length * classes);
      const waiting = spread(places.length);
      let done = 0;

      async function work(answer) {
        for (let at = waiting.shift(); at; at = waiting.shift()) {
          stop(signal);
          const logits = await answer(job(pixels, side * side, at, places, change)).catch((error) => {
            waiting.unshift(at);
            throw error;
          });
          stop(signal);
          at.forEach((to, row) => {
            found.set(logits.subarray(row * classes, (row + 1) * classes), to * classes);
          });
          done += at.length;
          progress({ at, logits, done, total: places.length });
        }
      }

      const crewed = crew.map((worker) => (
        work((one) => worker.ask(one, packed)).catch((error) => {
          if (!(error instanceof LostWorker)) throw error;
          crew = crew.filter((other) => other !== worker); // the others read its digits, or this thread does
        })
      ));
      await Promise.all(crewed);
      await work((one) => sliced(network, one, signal));
      return found;
    },

    /** Ends the workers; what is read afterwards is read in this thread. */
    end() {
      crew.forEach((worker) => worker.end());
      crew = [];
    },
  };
}

/** Returns positions 0 to n - 1 in batches, each spread over all. */
function spread(n) {
  const count = Math.min(BATCHES, Math.ceil(n / LEAST));
  return Array.from({ length: count }, (_, first) => (
    Array.from({ length: Math.ceil((n - first) / count) }, (_, row) => first + row * count)
  ));
}

function job(pixels, size, at, places, change) {
  const chosen = at.map((position) => places[position]);
  const bytes = new Uint8Array(at.length * size);
  chosen.forEach((place, row) => bytes.set(pixels.subarray(place * size, (place + 1) * size), row * size));
  return { bytes, places: chosen, change };
}

async function sliced(network, { bytes, places, change }, signal) {
  const size = bytes.length / places.length;
  const found = new Float32Array(places.length * network.classes);
  let end = performance.now() + SLICE;
  for (let from = 0; from < places.length; from += TOGETHER) {
    const some = places.slice(from, from + TOGETHER);
    const part = { bytes: bytes.subarray(from * size, (from + some.length) * size), places: some, change };
    found.set(network.logits(changed(part)), from * network.classes);
    if (performance.now() > end) {
      await new Promise((resolve) => setTimeout(resolve));
      stop(signal);
      end = performance.now() + SLICE;
    }
  }
  return found;
}

function stop(signal) {
  if (signal?.aborted) throw new DOMException("The reading was ended.", "AbortError");
}

function spare() {
  const cores = globalThis.navigator?.hardwareConcurrency ?? 1;
  return Math.min(4, Math.max(1, cores - 1));
}
