/** What `gapviz` is in a page: all of index.js, and the engine's bytes for `load`. */

export * from "./index.js";
export { default as wasm } from "../built/engine.wasm";

import { start } from "./page/page.js";

if (globalThis.document) start(); // a worker has no document
