/** The files that the Share panel saves, each made when it is asked for. */

import { element } from "../page/widgets.js";
import { copied, look } from "./fields.js";
import * as formats from "./formats.js";

const KEPT = 60_000; // milliseconds that a browser has to take a file
const MOVES = "Opens anywhere, also without a network, and its controls move.";
const STANDS = "Opens anywhere, also without a network, in this state.";
const FRAMED = "If nothing was saved, the page around this frame does not let it save.";

/** By ending: what the file is called, what is in it, and what makes it, of (taken, files, tell); those of
`text` can be copied too. */
const FILES = {
  html: {
    label: "One HTML file",
    says: ({ live }) => (live ? MOVES : STANDS),
    make: (taken, files, tell) => formats.oneFile(taken, counted(files, taken.packs ?? [], tell)),
    type: "text/html",
  },
  png: {
    label: "PNG",
    says: () => "A picture in pixels, large enough for a slide.",
    make: (taken, { Plotly, fonts }) => formats.png(taken, Plotly, { fonts }),
    type: "image/png",
  },
  svg: {
    label: "SVG",
    says: () => "A picture in lines, for print.",
    make: (taken, { Plotly, fonts }) => formats.svg(taken, Plotly, { fonts }),
    type: "image/svg+xml",
    text: true,
  },
  zip: {
    label: "Data as ZIP",
    says: () => "CSV, and a README with state, n, intervals, licence and how to cite.",
    make: (taken) => formats.zip(taken),
    type: "application/zip",
    tabular: true,
  },
  csv: {
    label: "Data as CSV",
    says: () => "The numbers of this state alone.",
    make: (taken) => formats.csv(taken.drawing.table),
    type: "text/csv",
    text: true,
    tabular: true,
  },
  json: {
    label: "JSON",
    says: () => "Chart, data and words, for programs.",
    make: (taken) => formats.json(taken),
    type: "application/json",
    text: true,
  },
};

/** Returns the part of the panel that saves: {box, show()}. */
export function saving({ now, tell, choose, sources }) {
  const looks = look(choose);
  const progress = element("progress", { hidden: true });
  progress.setAttribute("aria-label", "How far the file is");
  const field = copied("The file’s text", tell, 6);
  const way = element("a", { textContent: "Open the figure by itself", target: "_blank", rel: "noopener" });
  const framed = element("div", { className: "gv-framed", hidden: true });
  let busy = false;

  const rows = Object.entries(FILES).map(([ending, file]) => {
    const says = element("span");
    const named = element("strong", { textContent: file.label });
    const button = element("button", { type: "button" }, named, says);
    button.dataset.ending = ending;
    button.addEventListener("click", () => save(ending, file));
    return { file, says, item: element("li", {}, button) };
  });

  async function save(ending, file) {
    if (busy) return;
    busy = true;
    framed.hidden = true;
    progress.hidden = false;
    progress.removeAttribute("value");
    tell(`${file.label} is put together.`);
    try {
      const taken = now();
      const files = ["html", "png", "svg"].includes(ending) ? await sources.files() : {};
      const made = await file.make(taken, files, (share) => (progress.value = share));
      const name = formats.fileName(taken, ending);
      const size = keep(made instanceof Blob ? made : new Blob([made], { type: file.type }), name);
      tell(`${name}, ${size}.`);
      if (!sure()) offer(file.text && made, taken);
    } catch (error) {
      tell(`${file.label} could not be made: ${error.message}`);
    } finally {
      busy = false;
      progress.hidden = true;
    }
  }

  /** In a frame that may not save what is text can be copied, and the rest has a way. */
  function offer(text, taken) {
    const said = element("p", { className: "gv-share-note", textContent: `${FRAMED} ` });
    if (text) field.show(text);
    else said.append(Object.assign(way, { href: formats.embedAddress(taken) }));
    framed.replaceChildren(said, ...(text ? [field.box] : []));
    framed.hidden = false;
  }

  return {
    box: [
      element("div", { className: "gv-share-row" }, looks.theme, looks.size),
      element("ul", { className: "gv-files" }, ...rows.map(({ item }) => item)),
      progress,
      framed,
    ],
    show() {
      const taken = now();
      looks.show(taken.chosen);
      for (const { file, says, item } of rows) {
        says.textContent = file.says(taken);
        item.hidden = Boolean(file.tabular) && !taken.drawing.table?.rows.length;
      }
    },
  };
}

/** Returns whether a page may save for all that it knows: a frame of another host's cannot tell. */
function sure() {
  const { parent, frameElement } = globalThis;
  return parent === globalThis || Boolean(frameElement && !frameElement.hasAttribute("sandbox"));
}

/** Lets the browser save a file; returns its size in words. */
function keep(blob, name) {
  const href = URL.createObjectURL(blob);
  element("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), KEPT);
  const kilobytes = Math.max(1, Math.round(blob.size / 1000));
  return kilobytes < 1000 ? `${kilobytes} kB` : `${(kilobytes / 1000).toFixed(1)} MB`;
}

/** Returns `files` whose packs tell how far they have come, as a fraction. */
function counted(files, packs, tell) {
  let come = 0;
  const pack = async (file) => {
    const found = await files.pack(file);
    tell(++come / (packs.length + 1));
    return found;
  };
  return { ...files, pack };
}
