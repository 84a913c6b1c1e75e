/** The Share panel of a figure: link, embed, download and cite, each a tab with texts to copy or files to
save. It rests on what is `taken`, a figure in one state (taken.js), and on formats, which are pure. */

import { element } from "../page/widgets.js";
import { choice, copied, look } from "./fields.js";
import * as formats from "./formats.js";
import { saving } from "./saving.js";

const TABS = [
  ["link", "Link"],
  ["embed", "Embed"],
  ["save", "Download"],
  ["cite", "Cite"],
];
const SAYS = {
  frame: "For whatever takes an iframe. It moves wherever the figure does.",
  fragment: "For a page of your own. Plotly comes from its host, checked by its hash; the chart stands still.",
  markdown: "A picture with its alt text. Download the PNG too, and put it beside what you write.",
  html: "A picture with its alt text. Download the PNG too, and put it beside your page.",
};
const LATEST = "The latest version: what is counted anew in the article is counted anew here.";
const WHOLE = "It opens the chapter at this figure, in exactly this state.";
const WITHOUT = "It opens the chapter at this figure, without that.";
const ALONE = "This copy lies on your own machine: nobody else can follow its addresses.";
let panels = 0;

/** Draws the panel into a place; returns {update(taken), focus()}.

`taken` is as in taken.js. `sources` is {files() -> Promise<{gapviz, plotly, style, fonts, pack, Plotly}>,
height() -> pixels that the figure takes, pinned: a sentence on what a pinned embed promises}. */
export function share(place, taken, sources) {
  const number = panels++;
  let chosen = { theme: "host", plain: false, slide: false, pinned: false };
  const now = () => ({ ...taken, chosen });
  const said = element("p", { className: "gv-share-said", role: "status" });
  const tell = (sentence) => (said.textContent = sentence);
  const ways = { now, tell, sources, choose: (some) => ((chosen = { ...chosen, ...some }), show()) };
  const parts = { link: linking(ways), embed: embedding(ways), save: saving(ways), cite: citing(ways) };
  const state = element("p", { className: "gv-share-state" });
  const notes = element("p", { className: "gv-share-note" });
  const list = element("div", { className: "gv-tabs", role: "tablist", "aria-label": "Ways to share" });
  const tabs = TABS.map(([name, label]) => {
    const [id, inside] = [`gv-tab-${number}-${name}`, `gv-share-${number}-${name}`];
    const tab = element("button", { type: "button", role: "tab", id, textContent: label });
    tab.setAttribute("aria-controls", inside);
    const panel = { className: "gv-share-part", role: "tabpanel", id: inside };
    const box = element("div", panel, ...parts[name].box);
    box.setAttribute("aria-labelledby", id);
    tab.addEventListener("click", () => open(name));
    list.append(tab);
    return { name, tab, box };
  });
  list.addEventListener("keydown", ({ key }) => {
    const at = tabs.findIndex(({ tab }) => tab.tabIndex === 0);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[key];
    if (to === undefined) return;
    const { name, tab } = tabs.at(to % tabs.length);
    open(name);
    tab.focus();
  });

  function open(wanted) {
    for (const { name, tab, box } of tabs) {
      const here = name === wanted;
      tab.setAttribute("aria-selected", here);
      tab.tabIndex = here ? 0 : -1;
      box.hidden = !here;
    }
    tell("");
  }

  function show() {
    state.textContent = taken.settings.map(([label, words]) => `${label}: ${words}`).join(" · ");
    state.hidden = !taken.settings.length;
    notes.textContent = (taken.notes ?? []).join(" ");
    notes.hidden = !notes.textContent;
    for (const part of Object.values(parts)) part.show();
  }

  place.replaceChildren(
    element("div", { className: "gv-share" }, state, notes, list, ...tabs.map(({ box }) => box), said),
  );
  open(TABS[0][0]);
  show();
  return {
    focus: () => tabs.find(({ tab }) => tab.tabIndex === 0).tab.focus(),
    update(next) {
      taken = next;
      show();
    },
  };
}

function linking({ now, tell }) {
  const field = copied("Link to this figure in this state", tell);
  const send = element("button", { type: "button", className: "gv-button", textContent: "Send …" });
  send.addEventListener("click", async () => {
    const { number, title, text } = now();
    try {
      const what = { title: `Figure ${number}: ${title}`, text: text.headline || text.caption };
      await navigator.share({ ...what, url: formats.link(now()) });
    } catch ({ name }) {
      if (name !== "AbortError") tell("Your system would not take it; the link can be copied.");
    }
  });
  if (globalThis.navigator?.share) field.row.append(send);
  const note = element("p", { className: "gv-share-note" });
  return {
    box: [field.box, note],
    show() {
      const address = formats.link(now());
      field.show(address);
      const whole = /^https?:/.test(address);
      note.textContent = !whole ? ALONE : now().notes?.length ? WITHOUT : WHOLE;
    },
  };
}

function embedding({ now, tell, choose, sources }) {
  const makes = {
    frame: (taken) => formats.iframe(taken, sources.height()),
    fragment: formats.fragment,
    markdown: formats.markdown,
    html: formats.html,
  };
  const field = copied("What to paste", tell, 5);
  const why = element("p", { className: "gv-share-note" });
  const which = element("p", { className: "gv-share-note" });
  const form = choice("what to paste", show, [
    ["frame", "iframe"],
    ["fragment", "HTML"],
    ["markdown", "picture in Markdown"],
    ["html", "picture in HTML"],
  ]);
  const looks = look(choose);
  const caption = choice("caption", (plain) => choose({ plain }), [
    [false, "with caption"],
    [true, "plain"],
  ]);
  const version = choice("version", (pinned) => choose({ pinned }), [
    [false, "latest"],
    [true, "pinned"],
  ]);
  const row = { className: "gv-share-row" };
  const options = element("div", row, looks.theme, looks.size, caption.box, version.box);

  function show() {
    const taken = now();
    const { plain, pinned } = taken.chosen;
    const as = form.value();
    looks.show(taken.chosen);
    caption.show(plain);
    version.show(pinned);
    looks.theme.hidden = looks.size.hidden = !["frame", "fragment"].includes(as);
    version.box.hidden = which.hidden = as !== "frame" || !taken.addresses.pinned;
    why.textContent = SAYS[as];
    which.textContent = pinned ? `Version ${taken.facts.version}. ${sources.pinned}` : LATEST;
    try {
      field.show(makes[as](taken));
    } catch (error) {
      field.show("");
      why.textContent = `This cannot be had: ${error.message}`;
    }
  }

  return { box: [form.box, why, options, which, field.box], show };
}

function citing({ now, tell }) {
  const field = copied("Citation", tell, 4);
  const note = element("p", { className: "gv-share-note" });
  const form = choice("citation", show, [
    ["short", "short"],
    ["long", "long"],
    ["bibtex", "BibTeX"],
  ]);

  function show() {
    const taken = now();
    const { version, licence, data_licence: ofData } = taken.facts;
    field.show(formats.cite(taken)[form.value()]);
    const said = [`Figure: ${licence}`, `Data: ${ofData}`, `Version ${version}`];
    note.textContent = said.map((part) => `${part.replace(/\.$/, "")}.`).join(" ");
  }

  return { box: [form.box, field.box, note], show };
}
