/** The figures that a page computes itself, and what they share. */

import { flag } from "./live_flag.js";
import { live, patches } from "./states.js";
import { tools } from "./tools.js";

/** Registers the live figures. */
export function enliven() {
  const { wasm = null, source = null } = globalThis.gapviz ?? {};
  const work = tools({ held: patches, wasm, source });
  Object.assign(live, flag(work, patches));
}
