/** Widgets for declared parameters: a slider, a few options side by side, a menu, a number, a text. */

import { offered, said, text, value } from "./controls.js";

const FEW = 3; // options that stand side by side

export function element(tag, attributes = {}, ...inside) {
  const made = document.createElement(tag);
  for (const [name, given] of Object.entries(attributes)) {
    if (name in made && name !== "list") made[name] = given;
    else made.setAttribute(name, given);
  }
  made.append(...inside);
  return made;
}

/** Returns a widget {box, show(control, value, allowed)}; `set(value, done)` hears the reader.

    `allowed` are the values that can be followed, null for all of them. */
export function widget(control, set) {
  const id = `gv-${control.key}`;
  const all = offered(control);
  const kind = control.kind === "choice" ? (all.length <= FEW ? side : menu) : all ? slider : typed;
  const box = element("div", { className: "gv-control" });
  box.dataset.key = control.key;
  const show = kind(box, id, control, set);
  return { box, show };
}

/** Returns a slider over the values that are `allowed`; where it has less than two, it stands still. */
export function slider(box, id, control, set) {
  let values = offered(control);
  const input = element("input", { type: "range", id, min: 0, step: 1 });
  const told = element("output", { htmlFor: id });
  const label = element("label", { htmlFor: id }, element("span", { textContent: control.label }), told);
  box.append(label, input);
  const tell = () => {
    told.textContent = said(control, values[input.value]);
    input.setAttribute("aria-valuetext", told.textContent);
  };
  const hear = (done) => () => (tell(), set(values[input.value], done));
  input.addEventListener("input", hear(false));
  input.addEventListener("change", hear(true));
  return (now, at, allowed) => {
    values = allowed ?? offered(now);
    if (!values.includes(at)) values = [...values, at].sort((one, other) => one - other);
    input.max = Math.max(1, values.length - 1);
    input.value = values.indexOf(at);
    input.disabled = now.idle || values.length < 2;
    control = now;
    tell();
  };
}

function side(box, id, control, set) {
  const radios = control.options.map(([option, words]) => {
    const input = element("input", { type: "radio", name: id, value: option });
    input.addEventListener("change", () => set(option, true));
    return [input, element("label", {}, input, element("span", { textContent: words }))];
  });
  const sides = element("div", { className: "gv-sides" }, ...radios.map(([, label]) => label));
  box.append(element("fieldset", {}, element("legend", { textContent: control.label }), sides));
  return (now, at, allowed) => {
    for (const [input] of radios) {
      input.checked = input.value === at;
      input.disabled = now.idle || (allowed !== null && !allowed.includes(input.value) && !input.checked);
    }
    const only = radios.filter(([input]) => !input.disabled).length < 2;
    if (only) for (const [input] of radios) input.disabled = true;
  };
}

function menu(box, id, control, set) {
  const groups = new Map();
  const options = control.options.map(([option, words]) => {
    const [family, name] = words.includes(": ") ? words.split(/: (.*)/) : ["", words];
    const made = element("option", { value: option, textContent: name });
    groups.set(family, [...(groups.get(family) ?? []), made]);
    return made;
  });
  const select = element("select", { id });
  for (const [family, inside] of groups)
    select.append(...(family ? [element("optgroup", { label: family }, ...inside)] : inside));
  select.addEventListener("change", () => set(select.value, true));
  box.append(element("label", { htmlFor: id }, element("span", { textContent: control.label })), select);
  return (now, at, allowed) => {
    for (const option of options) {
      option.disabled = allowed !== null && option.value !== at && !allowed.includes(option.value);
      option.selected = option.value === at;
    }
    select.disabled = now.idle || options.filter((option) => !option.disabled).length < 2;
  };
}

function typed(box, id, control, set) {
  const number = control.kind === "range";
  const bounds = number
    ? { type: "number", min: control.low, max: control.high, step: control.step }
    : { type: "text" };
  const input = element("input", { id, ...bounds, autocomplete: "off" });
  const why = element("p", { className: "gv-why", hidden: true });
  const rule = number
    ? `From ${control.low} to ${control.high}.`
    : `One to ${control.most} ${control.words}.`;
  box.append(element("label", { htmlFor: id }, element("span", { textContent: control.label })), input, why);
  const hear = (done) => () => {
    const given = value(control, input.value);
    why.hidden = given !== undefined || !done;
    why.textContent = rule;
    if (given !== undefined) set(given, done);
  };
  input.addEventListener("change", hear(true));
  if (!number) input.addEventListener("input", hear(false)); // a number is half one while it is typed
  return (now, at, allowed) => {
    if (document.activeElement !== input) input.value = text(now, at);
    input.disabled = now.idle || (allowed !== null && allowed.length < 2);
  };
}
