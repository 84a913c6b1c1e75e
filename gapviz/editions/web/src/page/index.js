/** The page's runtime: what tests call in node, what recorded states and live figures call in a page. */

export * as address from "./address.js";
export * as controls from "./controls.js";
export { matches, words } from "./gallery.js";
export * as markup from "./markup.js";
export { start } from "./page.js";
export { files, held, patches, recorded } from "./packs.js";
export { apply } from "./patch.js";
export { encode } from "./png.js";
export { file, live, named, own } from "./states.js";
export * as tiles from "./tiles.js";
export { FORMATS, fill } from "./wording.js";
