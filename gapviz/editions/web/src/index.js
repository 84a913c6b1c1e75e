/** All that a page uses, and that tests call in node. */

import "./changes.js";

export * from "./engine/changes.js";
export * from "./engine/engine.js";
export * from "./engine/pack.js";
export * from "./engine/pool.js";
export { serve } from "./engine/worker.js";
export * as drawing from "./drawn/drawing.js";
export { prepare } from "./drawn/prepare.js";
export { default as pad } from "./pad.js";
export * from "./faces.js";
export * from "./figures/dragged.js";
export * from "./figures/flag.js";
export * from "./shifts/index.js";
export * from "./strokes.js";
export * as page from "./page/index.js";
export { recorded } from "./page/packs.js";
export { live } from "./page/states.js";
export * as formats from "./share/formats.js";
export { share } from "./share/panel.js";
export { taken } from "./share/taken.js";
export { whole } from "./page/table.js";
