/** The formats in which a figure is taken away, each a function of what is `taken`: it, in one state. */

export { embedAddress, link } from "./addresses.js";
export { csv } from "./csv.js";
export { json } from "./figure_json.js";
export { oneFile } from "./one_file.js";
export { readme } from "./readme.js";
export { fragment, html, iframe, markdown } from "./snippets.js";
export { cite, fileName } from "./words.js";
export { png, svg } from "./svg.js";
export { zip } from "./zip.js";
