/** What a chapter asks before it shows: a slider, "just show me", and both marks on the gap scale. */

import { gap, gapAsked } from "./markup.js";
import { element, slider } from "./widgets.js";
import { fill, fixed } from "./wording.js";

const MIDDLE = 50; // where it hints at nothing
const HUNDRED = {
  kind: "range",
  low: 0,
  high: 100,
  step: 1,
  whole: true,
  unit: "of 100",
  label: "your guess",
};
const KEPT = "gapviz.guesses";

/** Returns the guess of a chapter {waits(), show(marks, guess)}; `take(hundredths)` hears it. */
export function guessing(page, take, changed) {
  const box = document.getElementById("gv-ask");
  if (!box) return { waits: () => false, show: () => {}, reveal: () => {} };
  const place = {
    scale: document.getElementById("gv-gap"),
    answer: document.querySelector("#gv-guess .gv-answer"),
  };
  let hundredths = MIDDLE;
  const control = { ...HUNDRED, default: MIDDLE };
  const slid = element("div", { className: "gv-control" });
  slider(slid, "gv-guessed", control, (value) => (hundredths = value))(control, MIDDLE, null);
  const guess = element("button", {
    type: "button",
    className: "gv-button",
    textContent: "That is my guess",
  });
  const shown = element("button", {
    type: "button",
    className: "gv-button plain",
    textContent: "Just show me",
  });
  box.append(slid, element("div", { className: "gv-buttons" }, guess, shown));
  guess.addEventListener("click", () => take(hundredths));
  shown.addEventListener("click", reveal);

  function reveal() {
    if ("shown" in document.body.dataset) return;
    document.body.dataset.shown = "";
    changed();
  }

  return {
    reveal,
    waits: () => !("shown" in document.body.dataset),
    /** Draws the gap scale of these marks, and says what was guessed, a fraction or null, and what it was. */
    show(marks, said) {
      place.scale.querySelector(".gv-asks").innerHTML = gapAsked(marks);
      place.scale.querySelector(".gv-told").innerHTML = gap(marks, said);
      const { guessed, shown } = page.answers;
      const values = { ...guessed.values, said: 100 * said };
      place.answer.textContent = fill(said === null ? shown : { template: guessed.template, values });
      if (said !== null) keep(page.chapter, said, page.was);
    },
  };
}

/** Returns the guesses of this visit by chapter, as far as the browser keeps any. */
function guesses() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT)) ?? {};
  } catch {
    return {}; // a sandboxed page keeps nothing
  }
}

function keep(chapter, said, was) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ ...guesses(), [chapter]: [said, was] }));
  } catch {
    // nor does it here
  }
}

/** Puts the guesses of this visit together at the end of the last chapter. */
export function ending({ titles, name, heads, one, many }) {
  const made = Object.entries(guesses())
    .filter(([chapter]) => Object.hasOwn(titles, chapter))
    .sort();
  if (!made.length) return;
  const off = made.reduce((sum, [, [said, was]]) => sum + Math.abs(said - was), 0);
  const { template, values } = made.length === 1 ? one : many;
  const told = { ...values, count: String(made.length), off: (100 * off) / made.length };
  const row = (tag, cells) => element("tr", {}, ...cells.map((textContent) => element(tag, { textContent })));
  const rows = made.map(([chapter, shares]) => {
    const cells = shares.map((share) => fixed(100 * share, 0));
    const head = element("th", { textContent: titles[chapter], scope: "row" });
    const line = row("td", cells);
    line.prepend(head);
    return line;
  });
  const table = element("table", {}, element("thead", {}, row("th", heads)), element("tbody", {}, ...rows));
  const sentence = element("p", { className: "gv-headline", textContent: fill({ template, values: told }) });
  const region = { className: "gv-table", role: "region", "aria-label": name, tabIndex: 0 };
  document.getElementById("gv-guesses").replaceChildren(sentence, element("div", region, table));
}
