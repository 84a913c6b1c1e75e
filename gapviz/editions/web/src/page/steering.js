/** The controls under a figure: built where a drawing brings others, else brought to the state. */

import * as controls from "./controls.js";
import { element, widget } from "./widgets.js";

/** Returns what steers a figure: show(drawing, values, can) returns whether some control stands still.

    `set(key, value, done)` and `reset()` hear the reader; `can(key, value)` says what could be shown. */
export function steering(section, set, reset) {
  let built = [];

  function build(drawing) {
    const focus = document.activeElement?.id;
    const hear =
      ({ key }) =>
      (value, done) =>
        set(key, value, done);
    built = drawing.controls.map((control) => ({ control, ...widget(control, hear(control)) }));
    const boxes = (main) => built.filter(({ control }) => control.main === main).map(({ box }) => box);
    const row = (all) => element("div", { className: all.length > 1 ? "gv-row" : "gv-row one" }, ...all);
    const place = section.querySelector(".gv-controls");
    place.replaceChildren(...(boxes(true).length ? [row(boxes(true))] : []));
    if (boxes(false).length) {
      const named = element("summary", { textContent: "More controls" });
      place.append(element("details", { className: "gv-more" }, named, row(boxes(false))));
    }
    place.append(element("p", { className: "gv-why", hidden: true }));
    const below = section.querySelector(".gv-below");
    below.querySelector(".gv-reset")?.remove();
    const button = element("button", { type: "button", textContent: "Reset", className: "gv-reset" });
    button.addEventListener("click", reset);
    if (built.length) below.prepend(button);
    if (focus) document.getElementById(focus)?.focus();
  }

  function show(drawing, values, can) {
    const shape = (list) => JSON.stringify(list.map(({ key, options }) => [key, options]));
    if (shape(built.map(({ control }) => control)) !== shape(drawing.controls)) build(drawing);
    let still = false;
    for (const [place, now] of drawing.controls.entries()) {
      const tried = controls.offered(now) ?? [now.default, now.kind === "range" ? now.high : now.letters[0]];
      const allowed = tried.filter((value) => can(now.key, value));
      const free = allowed.length === tried.length;
      still ||= !free && !now.idle;
      built[place].show(now, values.get(now.key) ?? now.default, free ? null : allowed);
    }
    return still;
  }

  return { show };
}
