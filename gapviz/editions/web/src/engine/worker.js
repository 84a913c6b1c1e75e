/** A worker of the pool: both of its ends. It is made of the script's own text, for from a file no other way
is open; where it is refused, as in some sandboxed frames, there is none. */

import { changed } from "./changes.js";
import { load } from "./engine.js";

const PATIENCE = 2500; // milliseconds to begin

/** A worker that did not begin, or broke down; a job that fails in one is an error like any other. */
export class LostWorker extends Error {}

/** The worker's end: loads an engine of the first message's bytes, then answers job after job. */
export function serve(scope) {
  let engine = null;
  const networks = new Map();
  scope.onmessage = async ({ data: { id, wasm, packed, key, ...job } }) => {
    try {
      if (!engine) {
        engine = await load(wasm);
        scope.postMessage({ id, logits: null });
        return;
      }
      if (packed) networks.set(key, engine.network(packed));
      scope.postMessage({ id, logits: networks.get(key).logits(changed(job)) });
    } catch (error) {
      scope.postMessage({ id, problem: String(error.message) });
    }
  };
}

/** Returns the page's end of a new worker, {ask, end}, or null where there is none. */
export async function hire(source, wasm) {
  const asked = new Map();
  const keys = new Map();
  let worker, number = 0;

  function post(message) {
    return new Promise((resolve, reject) => {
      asked.set(number, { resolve, reject });
      worker.postMessage({ id: number++, ...message });
    });
  }

  function end(problem = "The worker has ended.") {
    worker.terminate();
    asked.forEach(({ reject }) => reject(new LostWorker(problem)));
    asked.clear();
  }

  try {
    const address = URL.createObjectURL(new Blob([`(${source})().serve(self)`], { type: "text/javascript" }));
    worker = new Worker(address);
    worker.onerror = (event) => {
      event.preventDefault(); // its digits are read in the page
      end(event.message);
    };
    worker.onmessage = ({ data: { id, logits, problem } }) => {
      const { resolve, reject } = asked.get(id);
      asked.delete(id);
      if (problem === undefined) resolve(logits);
      else reject(new Error(problem));
    };
    const late = setTimeout(end, PATIENCE, "The worker did not begin.");
    await post({ wasm }).finally(() => clearTimeout(late));
    URL.revokeObjectURL(address);
  } catch {
    return null;
  }
  return {
    end,

    /** Returns the logits of a job, {bytes, places, change}; a pack travels once. */
    ask(job, packed) {
      if (keys.has(packed)) return post({ ...job, key: keys.get(packed) });
      keys.set(packed, keys.size);
      return post({ ...job, packed, key: keys.get(packed) });
    },
  };
}
