/** The search in the list of all figures, and the one that an address has chosen. */

import { element } from "./widgets.js";
import { fill } from "./wording.js";

const WORD = /[\p{L}\p{N}]+/gu;

/** Returns the words of a text, in lower case. */
export const words = (text) => text.toLowerCase().match(WORD) ?? [];

/** Returns whether each word of a query begins one of the words of a figure, which stand in one line. */
export const matches = (query, line) => words(query).every((word) => ` ${line}`.includes(` ${word}`));

/** Makes the list searchable; returns what takes the chosen figure out of what an address gives by key. */
export function gallery(told) {
  const box = document.getElementById("gv-gallery");
  if (!told || !box) return () => {};
  const entries = [...box.querySelectorAll("li")];
  const parts = [...box.children].filter((part) => part.querySelector("li"));
  const said = box.querySelector(".gv-found");
  const input = element("input", { type: "search", id: "gv-search", placeholder: told.example });
  input.setAttribute("autocomplete", "off");
  const label = element("label", { htmlFor: "gv-search", textContent: told.label });
  box.prepend(element("div", { className: "gv-control gv-search" }, label, input));
  input.addEventListener("input", () => search(input.value));

  function search(query) {
    let count = 0;
    for (const entry of entries) {
      entry.hidden = !matches(query, entry.dataset.words);
      count += !entry.hidden;
    }
    for (const part of parts) part.hidden = !part.querySelector("li:not([hidden])");
    said.textContent = count ? fill(count < entries.length ? some(count) : told.all) : told.none;
  }

  const whole = String(entries.length);
  const some = (count) => ({ ...told.some, values: { ...told.some.values, count: String(count), whole } });

  /** Takes the chosen figure out of `given`; where there is none of that name, it stays, as what is odd. */
  return (given) => {
    const chosen = entries.find(({ dataset }) => dataset.name === given.get(told.key));
    for (const entry of entries) entry.classList.toggle("chosen", entry === chosen);
    if (!chosen) return;
    given.delete(told.key);
    input.value = "";
    search("");
    chosen.scrollIntoView({ block: "center" });
  };
}
