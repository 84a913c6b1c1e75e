/** The link to a figure's data: to the published file; in another state to a file that is made when wanted. */

import { csv } from "../share/csv.js";
import { fileName } from "./address.js";
import { patches } from "./packs.js";
import { whole } from "./table.js";

const CALLED = "Data as CSV";
const MISSED = "The data could not be loaded";

/** Returns a function of a drawing and its state, pairs of key and text, that lets `link` lead to its data. */
export function data(link, name) {
  const file = link.getAttribute("href");
  let drawing = {};
  let made = "";

  async function make() {
    const { table } = drawing;
    if (!table || made) return;
    const published = table.changed && (await patches(`share/${name}.js`)).published.table;
    if (made || table !== drawing.table) return; // another state is shown meanwhile
    made = URL.createObjectURL(new Blob([csv(whole(table, published))], { type: "text/csv" }));
    link.href = made;
  }

  // Where the pointer is, a press, a menu or a key may follow.
  for (const coming of ["pointerenter", "focus"]) link.addEventListener(coming, () => make().catch(() => {}));
  link.addEventListener("click", async (event) => {
    if (!drawing.table || made) return;
    event.preventDefault();
    await make().catch(() => (link.textContent = MISSED));
    if (made) link.click();
  });

  return (now, pairs) => {
    if (made) URL.revokeObjectURL(made);
    made = "";
    drawing = now;
    link.href = file;
    link.download = fileName(name, pairs, "csv");
    link.textContent = CALLED;
    link.hidden = now.table?.rows?.length === 0;
  };
}
