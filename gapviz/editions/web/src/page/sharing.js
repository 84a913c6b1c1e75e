/** Share under a figure of a page: opened, it draws the Share panel, which follows the figure's state. */

import { share } from "../share/panel.js";
import { taken } from "../share/taken.js";
import { patches } from "./packs.js";
import { fetched } from "./table.js";
import { element } from "./widgets.js";

const PINNED = "It stays as it is, also when the article goes on, and says so.";
const DRAWN = "What you drew is in the files that you save, and never in a link.";
const LATER = 100; // milliseconds between what a figure shows and a panel that follows it

/** Returns the addresses of what is `told` of a figure: its page, its embed, and the one that stays, all
without state.

`here` is the page's own address, `canonical` the one that it will have, or nothing: what is opened from a
folder is sent by that one. `below` says that the page lies in its version's folder. */
export function addresses(told, below, here, canonical) {
  const local = canonical && !/^https?:/.test(here);
  const root = local ? new URL("./", canonical) : new URL(below ? "../../" : "./", here);
  const of = (file) => new URL(file, root).href;
  const [number, ...name] = told.chapter.stem.split("_");
  const embed = `embed-${told.name}.html`;
  return {
    page: of(Number(number) ? `${name.join("_")}.html` : "index.html"),
    embed: of(embed),
    pinned: of(`v/${told.facts.version}/${embed}`),
  };
}

/** Lets a figure be shared; returns what hears that it shows another state.

`state` is the reader's, `leader` returns the drawing of the figure that this one follows, if any. */
export function sharing(page, figure, state, leader) {
  const box = figure.section.querySelector(".gv-sharing");
  if (!box) return () => {};
  const place = element("div");
  const opener = box.querySelector("summary");
  opener.after(place);
  for (const still of box.querySelectorAll(".gv-unscripted")) still.remove();
  const file = `share/${figure.name}.js`;
  let panel = null;
  let due = 0;

  async function now() {
    const told = await patches(file);
    const canonical = document.querySelector("link[rel=canonical]")?.href;
    const own = state.brought(figure.name);
    return taken(told, {
      drawing: { ...figure.drawing, table: await fetched(figure.drawing.table) },
      leader: leader(),
      pairs: state.mine(figure.name),
      values: state.values(),
      addresses: addresses(told, page.at === "", location.href, canonical),
      ...(own && { live: false, notes: [DRAWN] }),
    });
  }

  async function files() {
    const look = await patches("share/look.js");
    const { gapviz, Plotly } = globalThis;
    return { ...look, gapviz: gapviz.source, plotly: Plotly.source, pack: patches, Plotly };
  }

  async function open() {
    try {
      const drawn = await now();
      panel ??= share(place, drawn, { files, height: () => tall(figure.section, box), pinned: PINNED });
      panel.update(drawn);
      if (box.open) panel.focus();
    } catch ({ message }) {
      place.textContent = `${message}; the address of this page still leads to this state.`;
    }
  }

  async function follow() {
    const drawn = await now();
    if (box.open) panel?.update(drawn);
  }

  box.addEventListener("toggle", () => box.open && open());
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !box.open) return;
    event.preventDefault();
    box.open = false;
    opener.focus();
  });
  return () => {
    clearTimeout(due);
    if (box.open && panel) due = setTimeout(follow, LATER);
  };
}

/** Returns the pixels that a figure takes without its open panel. */
const tall = (section, box) => section.offsetHeight - box.offsetHeight + box.firstElementChild.offsetHeight;
