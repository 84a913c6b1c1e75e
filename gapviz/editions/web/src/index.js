/** All that a page uses, and that tests call in node. */

export * from "./engine/changes.js";
export * from "./engine/engine.js";
export * from "./engine/pack.js";
export * from "./engine/pool.js";
export { serve } from "./engine/worker.js";
export * as page from "./page/index.js";
export { live, recorded } from "./page/states.js";
