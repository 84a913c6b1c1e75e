/** Packs, as scripts that hand over one value as JSON: from a folder nothing can be fetched. A file that
holds a figure alone has its packs inside, as elements whose data-pack is the name, and loads nothing. */

import * as controls from "./controls.js";

const FIELD = /\{([\w.]+)(?:\/(\d+))?\|([^{}]*)\}/;
const GONE = "What that takes is not in this file";

const waiting = new Map(); // by file: what to call with its content
const loaded = new Map(); // by file: a promise of its content
let folder = "";
let alone = false;

/** Says where packs lie, from the page; `inside` where they are in the page, or nowhere. */
export function lie(at, inside) {
  folder = at;
  alone = inside;
}

/** Returns whether a pack can be had. */
export const held = (name) => !alone || Boolean(inside(name));

function inside(name) {
  return [...document.querySelectorAll("script[data-pack]")].find(({ dataset }) => dataset.pack === name);
}

/** Takes the content of a file, which calls this. */
export function recorded(name, content) {
  waiting.get(name)?.(content);
}

/** Returns a promise of the content of a pack, which is loaded once. */
export function patches(name) {
  if (!loaded.has(name)) {
    const coming = alone ? read(name) : load(name);
    coming.catch(() => loaded.delete(name));
    loaded.set(name, coming);
  }
  return loaded.get(name);
}

async function read(name) {
  const element = inside(name);
  if (!element) throw new Error(GONE);
  return JSON.parse(element.textContent);
}

function load(name) {
  return new Promise((resolve, reject) => {
    waiting.set(name, resolve);
    const script = document.createElement("script");
    script.src = folder + name;
    script.onerror = () => reject(new Error(`${name} could not be loaded`));
    script.onload = () => reject(new Error(`${name} is damaged`)); // had it run, this were settled
    document.head.append(script);
  });
}

/** Returns the packs that a file needs which holds a figure alone, in the state of `taken`: of its `packs`
those fields filled in that stand for the value of a key, or for its place among so many options at a time
(`needs` in gapviz/editions/web/live.py). */
export function files({ packs, pairs, drawing }) {
  const given = new Map(pairs);
  return packs.map((file) =>
    file.replace(FIELD, (_, key, together, unasked) => {
      const text = given.get(key) ?? unasked;
      if (!together) return text;
      const options = controls.offered(drawing.controls.find((control) => control.key === key));
      return String(Math.floor(options.indexOf(text) / Number(together)));
    }),
  );
}
