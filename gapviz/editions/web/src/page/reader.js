/** What a reader has set on a page: the values that are not as published, and what can be shown of them. */

import * as address from "./address.js";
import * as controls from "./controls.js";
import { apply } from "./patch.js";
import { patches } from "./packs.js";
import * as states from "./states.js";

/** Returns the state of a page {take, leave, moved, pairs, mine, group, control, drawn, brought, values(),
guess()}.

    `figures` are its figures by name, each {name, leader, base, drawing}: the drawing as it is shown now. */
export function reader(page, figures) {
  const known = new Map(); // controls that were met, by key: some come with a choice
  let values = new Map(); // by key
  let said = null; // the guess as the address has it

  function control(key) {
    const found = figures.get(key.split(".")[0])?.drawing.controls.find((one) => one.key === key);
    if (found) known.set(key, found);
    return found ?? known.get(key);
  }

  const texts = (given) => [...given].map(([key, value]) => [key, controls.text(control(key), value)]);
  const mine = (name, given = values) => states.own(texts(given), name, figures.get(name).leader);
  const group = (owner) => [...figures.values()].filter(({ name, leader }) => [name, leader].includes(owner));

  /** Returns a state as pairs of key and text, the guess among them. */
  function pairs(given = values, guess = said) {
    return [...texts(given), ...(guess === null ? [] : [[page.guess, guess]])];
  }

  /** Returns the values of all controls of a figure and of the one that it follows, by key. */
  function whole(name, given) {
    const { leader } = figures.get(name);
    const all = [...new Set([leader, name])].flatMap((one) => figures.get(one)?.drawing.controls ?? []);
    const asked = [...given].filter(([key]) => [leader, name].includes(key.split(".")[0]));
    const unasked = all.filter(({ key }) => key.split(".").length === 2); // others come with a choice
    return Object.fromEntries([...unasked.map(({ key, default: value }) => [key, value]), ...asked]);
  }

  const lives = (name, given) => Boolean(states.live[name]?.follows(whole(name, given)));

  /** Says whether a reader has brought something that is in no address, a drawing perhaps. */
  const brought = (name) => Boolean(states.live[figures.get(name).leader]?.brought?.());

  /** Says whether a state of a figure is the one that its file opens in, and which was drawn for that. */
  function opened(name, own) {
    if (!page.opens || brought(name)) return false;
    const opens = states.own(page.opens.pairs, name, figures.get(name).leader);
    return states.named(own) === states.named(opens);
  }

  function follows(name, given) {
    const own = mine(name, given);
    if (opened(name, own)) return true;
    if (brought(name)) return lives(name, given);
    if (!own.length || states.file(page.states, name, own)) return true;
    return lives(name, given);
  }

  /** Returns a state with `key` at `value`, and what that brings to its default; null if that cannot be. */
  function moved(key, value) {
    const next = new Map(values);
    const [owner] = key.split(".");
    if (value === control(key).default) next.delete(key);
    else next.set(key, value);
    for (const other of figures.get(owner).drawing.controls)
      if (other.set_by.includes(key)) next.delete(other.key);
    const alive = lives(owner, next);
    for (const { name } of group(owner)) {
      const own = [...next.keys()].some((other) => other.startsWith(`${name}.`));
      if ((alive && !own) || follows(name, next)) continue;
      // What a follower alone has set goes first.
      for (const other of [...next.keys()])
        if (name !== owner && other.startsWith(`${name}.`)) next.delete(other);
      // A follower of a live figure may stand where it was.
      if (!follows(name, next) && (name === owner || !alive)) return null;
    }
    return next;
  }

  /** Returns a promise of a figure's drawing in this state, undefined where that takes a server.

      Where a live figure fails, `fault` hears why, and what is recorded stands; `show` is told of drawings on
      the way there, where there are some. */
  async function drawn(name, fault = () => {}, show = () => {}) {
    const { base } = figures.get(name);
    const own = mine(name);
    if (name === page.embed && opened(name, own)) return page.opens.drawing;
    if (!own.length && !brought(name)) return base;
    if (opened(name, own) && !lives(name, values)) return base; // its controls alone are shown
    const file = brought(name) ? undefined : states.file(page.states, name, own);
    const travels = async () => {
      const found = file && (await patches(file))[states.named(own)];
      return found && { ...apply(base, found[name]), table: states.table(file, name, own) };
    };
    if (!lives(name, values) || (file && states.live[name].recordedFirst)) return travels();
    try {
      const meanwhile = (patch) => show(apply(base, patch));
      return apply(base, await states.live[name](whole(name, values), base, meanwhile));
    } catch (error) {
      if (error.name === "AbortError") throw error; // another state was asked for
      const found = await travels();
      if (!found) throw error;
      fault(error);
      return found;
    }
  }

  /** Returns whether a figure cannot follow where the one that it follows is live. */
  function stands(name) {
    const { leader } = figures.get(name);
    return name !== leader && !follows(name, values) && lives(leader, values);
  }

  /** Returns why a figure cannot follow in the reader's browser, in a sentence, if there is a reason. */
  const why = (name) => states.live[name]?.why(whole(name, values)) ?? "";

  /** Takes what an address gives by key; returns whether some of it is unknown or not allowed. */
  async function take(given) {
    let odd = false;
    const brought = [];
    values = new Map();
    said = null;
    for (const [key, text] of given) {
      if (key === page.guess) {
        said = address.guess(text) === null ? null : text;
        odd ||= said === null;
      } else if (!key.includes(".") || (!page.guess && key.startsWith("guess."))) {
        continue; // how an embed looks, or none of ours
      } else if (key.split(".").length > 2) brought.push([key, text]);
      else odd = !accept(control(key), text) || odd;
    }
    for (const [key, text] of brought) {
      const [owner] = key.split(".");
      const drawing = figures.has(owner) && (await drawn(owner).catch(() => null));
      const drawings = [drawing, page.opens?.drawing].filter(Boolean);
      const here = drawings.flatMap(({ controls }) => controls).find((one) => one.key === key);
      if (here) known.set(key, here);
      odd = !accept(here, text) || odd;
    }
    return odd;
  }

  function accept(here, text) {
    const value = here && controls.value(here, text);
    if (value === undefined) return false;
    if (value !== here.default) values.set(here.key, value);
    return true;
  }

  /** Leaves out what cannot be shown without a server; returns whether there was any. */
  function leave() {
    let far = false;
    for (const { name, leader } of figures.values()) {
      for (const owner of [name, leader]) {
        if (follows(name, values) || (owner === leader && name !== leader && lives(leader, values))) break;
        for (const key of [...values.keys()]) if (key.startsWith(`${owner}.`)) far = values.delete(key);
      }
    }
    return far;
  }

  const now = { values: () => values, guess: () => said };
  return { take, leave, moved, pairs, mine, group, control, drawn, stands, why, brought, ...now };
}
