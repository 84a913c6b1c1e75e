/** The link to a figure's data: to the published file; in another state to a file that is made when wanted. */

import { csv } from "../share/csv.js";
import { fileName } from "./address.js";
import { patches } from "./packs.js";
import { fetched, whole } from "./table.js";

const CALLED = "Data as CSV";
const NONE = "This state has no data";

/** Returns a function of a drawing and its state, pairs of key and text, that lets `link` lead to its data. */
export function data(link, name) {
  const file = link.getAttribute("href");
  let drawing = {};
  let made = "";

  async function make() {
    const asked = drawing;
    if (!asked.table || made) return;
    const found = await fetched(asked.table);
    const published = found?.rows ? null : (await patches(`share/${name}.js`)).published.table;
    if (made || asked !== drawing) return; // another state is shown meanwhile
    const table = whole(found, published);
    if (!table.rows.length) throw new Error(NONE);
    made = URL.createObjectURL(new Blob([csv(table)], { type: "text/csv" }));
    link.href = made;
  }

  // Where the pointer is, a press, a menu or a key may follow.
  for (const coming of ["pointerenter", "focus"]) link.addEventListener(coming, () => make().catch(() => {}));
  link.addEventListener("click", async (event) => {
    if (!drawing.table || made) return;
    event.preventDefault();
    await make().catch(({ message }) => (link.textContent = message));
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
