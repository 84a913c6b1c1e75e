/** What `gapviz` is in a page: all of index.js, and the engine's bytes for `load`. */

import wasm from "../built/engine.wasm";
import { use } from "./page/networks.js";
import { start } from "./page/page.js";

export * from "./index.js";
export { wasm };

if (globalThis.document) {
  use(wasm); // a worker has no document
  start();
}
