/** What the Share panel is made of: a text that is copied or selected by hand, and a choice of a few. */

import { element } from "../page/widgets.js";

const BY_HAND = "Your browser does not let this page copy. The text is selected: copy it by hand.";
let choices = 0;

/** Returns a readonly text of so many `lines` with a button that copies it: {box, row, show(text)}.

`tell` hears what became of it. */
export function copied(label, tell, lines = 1) {
  const field = element(lines > 1 ? "textarea" : "input", { readOnly: true, spellcheck: false });
  field.setAttribute("aria-label", label);
  if (lines > 1) field.rows = lines;
  const button = element("button", { type: "button", className: "gv-button", textContent: "Copy" });
  button.addEventListener("click", async () => {
    const done = await copy(field);
    if (done) button.focus({ preventScroll: true });
    tell(done ? "Copied." : BY_HAND);
  });
  const row = element("div", { className: "gv-buttons" }, button);
  return {
    box: element("div", { className: "gv-copied" }, field, row),
    row,
    show: (text) => field.value !== text && (field.value = text),
  };
}

/** Copies a field's text; where that cannot be, the text is left selected. */
async function copy(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    // Without a clipboard (http, a sandbox) the older command may still work; it copies what is selected.
    field.focus({ preventScroll: true });
    field.select();
    return document.execCommand?.("copy") ?? false;
  }
}

/** Returns a choice of a few, each [value, words]: {box, value(), show(value)}; `set` hears the reader's. */
export function choice(label, set, options) {
  const name = `gv-share-choice-${choices++}`;
  let at = options[0][0];
  const sides = options.map(([value, words]) => {
    const input = element("input", { type: "radio", name, checked: value === at });
    input.addEventListener("change", () => set((at = value)));
    return { value, input, side: element("label", {}, input, element("span", { textContent: words })) };
  });
  const inside = element("div", { className: "gv-ways" }, ...sides.map(({ side }) => side));
  return {
    box: element("fieldset", {}, element("legend", { textContent: label }), inside),
    value: () => at,
    show(wanted) {
      at = wanted;
      for (const { value, input } of sides) input.checked = value === wanted;
    },
  };
}

/** Returns the choices of theme and size: {theme, size, show(chosen)}. */
export function look(choose) {
  const theme = choice("theme", (theme) => choose({ theme }), [
    ["host", "the page’s own"],
    ["light", "light"],
    ["dark", "dark"],
  ]);
  const size = choice("size", (slide) => choose({ slide }), [
    [false, "for a page"],
    [true, "for a slide"],
  ]);
  const show = (chosen) => (theme.show(chosen.theme), size.show(chosen.slide));
  return { theme: theme.box, size: size.box, show };
}
