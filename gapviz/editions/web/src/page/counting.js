/** The button under what was counted on fewer digits than there are: it reads all of them, or stops. */

import { elsewhere } from "./panel.js";
import { element } from "./widgets.js";
import { FORMATS } from "./wording.js";

/** Returns what shows the button of a figure for a reading {n, whole, busy}, or none without one.

In a file that holds the figure alone all digits are not to be had; `way` leads to where they are. */
export function counting(section, all, stop, way = null) {
  const button = element("button", { type: "button", className: "gv-button plain" });
  const box = element("p", { className: "gv-count", hidden: true }, button);
  section.querySelector(".gv-said").after(box);
  let busy = false;
  button.addEventListener("click", () => (busy ? stop() : all()));
  return (reading) => {
    box.hidden = !reading || reading.n === reading.whole;
    if (box.hidden) return;
    if (way) {
      box.innerHTML = elsewhere(`Not all ${FORMATS[","](reading.whole)} digits are in this file.`, way());
      return;
    }
    busy = reading.busy;
    button.textContent = busy ? "Stop here" : `Read all ${FORMATS[","](reading.whole)}`;
  };
}
