/** A chapter's page: the state in the hash, panels that follow it, controls that set it. */

import * as address from "./address.js";
import { leaveSwipes } from "./charts.js";
import * as controls from "./controls.js";
import { counting } from "./counting.js";
import { foot, looks, reportHeight, there, whole } from "./embed.js";
import { gallery } from "./gallery.js";
import { ending, guessing } from "./guess.js";
import { enliven } from "./live.js";
import { lie } from "./packs.js";
import { elsewhere, panel, saveLarge, silent } from "./panel.js";
import { reader } from "./reader.js";
import { sharing } from "./sharing.js";
import { steering } from "./steering.js";
import { element } from "./widgets.js";
import { fill, without } from "./wording.js";

const ODD = "This link says something that there is not here; what was published is shown in its place.";
const [SERVED, HELD] = [
  {
    far: "This state takes a server; what was published is shown in its place.",
    still: "What is grey here takes a server.",
    stands: "This figure takes a server to follow; it stands as published.",
  },
  {
    far: "This state is not in this file; what was published is shown in its place.",
    still: "What is grey here is not in this file.",
    stands: "What this figure takes to follow is not in this file; it stands as published.",
  },
];
const PUBLISHED = "published"; // in the hash of a file that opens in another state
const RECORDED = "what is recorded is shown in its place.";
const ON_THE_WEB = /^https?:/i;
const PATIENCE = 200; // milliseconds before a figure that is on its way pales
const REST = 120; // milliseconds that a thumb rests before those follow which are not under it

/** Starts the page out of what it is told, a JSON text; without one, as in the app, nothing happens. */
export function start() {
  const told = document.getElementById("gv-page");
  return told ? chapter(whole(JSON.parse(told.textContent))) : undefined;
}

function chapter(page) {
  lie(page.at ?? "", Boolean(page.opens));
  const words = page.opens ? HELD : SERVED;
  const framed = Boolean(page.embed) && parent !== window;
  const figures = new Map();
  for (const section of document.querySelectorAll(".gv-figure")) {
    const name = section.dataset.figure;
    const leads = section.classList.contains("gv-leader");
    const told = page.figures[name];
    const drawn = leads
      ? silent(section, told)
      : panel(section, told, page.template, (carried) => click(name, carried));
    const steers = steering(section, set, () => publish(name));
    const { leader } = drawn;
    figures.set(name, {
      ...drawn,
      ...steers,
      show: drawn.show,
      steer: steers.show,
      count: leads ? () => {} : counts(section, leader),
      drawing: drawn.base,
      turn: 0,
    });
  }
  const state = reader(page, figures);
  for (const figure of figures.values()) {
    const leader = () => (figure.leader === figure.name ? null : figures.get(figure.leader)?.drawing);
    figure.share = sharing(page, figure, state, leader);
  }
  const news = new Map(); // by leader whose figures are being brought up to date: whether there is more
  const fault = ({ message }) => tell(`${message.replace(/\.$/, "")}; ${RECORDED}`);
  const reading = enliven(page.live, again, fault, tell);
  const asked = guessing(
    page,
    (hundredths) => move(state.pairs(undefined, String(hundredths)), true),
    showAll,
  );
  const choose = gallery(page.gallery);
  const note = element("p", { className: "gv-problem", id: "gv-note", hidden: true });
  note.setAttribute("role", "status");
  document.querySelector("main").prepend(note);
  const links = page.embed ? foot(page.embed) : () => {};
  document.querySelector(".gv-still")?.remove();
  let dragging = false;

  function counts(section, leader) {
    const stop = () => (reading.stop(leader), again(leader));
    return counting(section, () => reading.all(leader), stop, page.opens && (() => away(state.pairs())));
  }

  /** Returns the way to where a state is to be had that is not to be had here, null where nobody knows it. */
  function away(pairs) {
    if (page.opens) {
      const on = page.opens.addresses.page;
      const words = "On its page";
      return ON_THE_WEB.test(on) ? { words, address: there(on, `figure-${page.embed}`, pairs) } : null;
    }
    const query = address.joined(pairs);
    return page.app ? { words: "In the app", address: page.app + (query && `?${query}`) } : null;
  }

  function showAll(names = [...figures.keys()]) {
    return Promise.all(names.map((name) => showOne(figures.get(name))));
  }

  /** Shows how far a count is; while it does, what comes in is kept for the next time. */
  async function again(leader) {
    if (news.has(leader)) return void news.set(leader, true);
    news.set(leader, false);
    await showAll(state.group(leader).map(({ name }) => name));
    const more = news.get(leader);
    news.delete(leader);
    if (more) again(leader);
  }

  async function showOne(figure) {
    const turn = ++figure.turn;
    const late = () => figure.turn !== turn; // another state was asked for meanwhile
    if (figure.leader !== figure.name) {
      await new Promise((resolve) => setTimeout(resolve, dragging ? REST : 0));
      if (late()) return;
    }
    const waits = setTimeout(() => late() || figure.section.classList.add("gv-waits"), PATIENCE);
    let drawing;
    try {
      drawing = await state.drawn(figure.name, fault, (some) => late() || show(figure, some));
      if (!drawing && !late() && !state.stands(figure.name)) tell(words.far);
    } catch (error) {
      if (!late()) tell(`${error.message.replace(/\.$/, "")}; what was published is shown in its place.`);
    }
    clearTimeout(waits);
    if (late()) return;
    figure.section.classList.remove("gv-waits");
    const problem = figure.section.querySelector(".gv-problem");
    problem.hidden = Boolean(drawing) || !state.stands(figure.name);
    problem.innerHTML = problem.hidden ? "" : elsewhere(words.stands, away(state.pairs()));
    show(figure, drawing ?? figure.base);
  }

  function show(figure, drawing) {
    const leads = figure.name === page.leads && drawing.gap;
    figure.drawing = drawing;
    const link = address.hash(`figure-${figure.name}`, state.mine(figure.name));
    const alt = leads && asked.waits() ? without(drawing.alt, drawing.gap.here.value) : undefined;
    figure.show(drawing, link, alt);
    figure.count(drawing.reading);
    if (figure.name === page.embed) links(state.mine(figure.name), looks(address.parse(location.hash)));
    figure.share();
    if (leads) asked.show(drawing.gap, address.guess(state.guess()));
    const still = figure.steer(drawing, state.values(), (key, value) => state.moved(key, value) !== null);
    const why = figure.section.querySelector(".gv-controls > .gv-why");
    if (!why) return;
    why.hidden = !still;
    const said = [state.why(figure.name), words.still].filter(Boolean).join(" ");
    why.innerHTML = still ? elsewhere(said, away(state.pairs())) : "";
  }

  /** Says something in one quiet line, or nothing; with the way to the app, where that has the state. */
  function tell(sentence, pairs = []) {
    note.innerHTML = elsewhere(sentence, sentence && away(pairs));
    note.hidden = !sentence;
  }

  function set(key, value, done) {
    const next = state.moved(key, value);
    if (!next) return;
    const names = state.group(key.split(".")[0]).map(({ name }) => name);
    move(state.pairs(next), !dragging, names);
    dragging = !done;
  }

  /** Brings a figure's own controls to their published state, save those that are given. */
  function publish(name, given = []) {
    const kept = state.pairs().filter(([key]) => !key.startsWith(`${name}.`));
    move([...kept, ...given], true);
  }

  function click(name, carried) {
    for (const [place, key] of figures.get(name).clicks.entries()) {
      const here = state.control(key);
      const value = here && controls.value(here, String(carried[place]));
      if (value !== undefined) set(key, value, true);
    }
  }

  /** Goes to a state, as a step of the browser's history where it is a new one. */
  function move(pairs, step, names) {
    const look = page.embed ? looks(address.parse(location.hash)) : [];
    const target = address.hash(pairs.length || !page.opens ? "" : PUBLISHED, [...pairs, ...look]) || "#";
    try {
      history[step && !framed ? "pushState" : "replaceState"](null, "", target);
    } catch {
      // a browser that counts such steps has had enough of them
    }
    return arrive(new Map(pairs), names);
  }

  async function arrive(given, names) {
    const before = state.guess();
    choose(given);
    const odd = await state.take(given);
    const far = state.leave();
    tell(odd ? ODD : far ? words.far : "", far ? [...given] : []);
    if (state.guess() !== null) asked.reveal();
    await showAll(state.guess() === before ? names : undefined);
    if (page.guesses) ending(page.guesses);
  }

  function inside(event) {
    const link = event.target.closest?.('a[href^="#"]');
    if (!link || link.closest(".gv-caption")) return;
    event.preventDefault();
    const { anchor, given } = address.parse(link.hash);
    if (link.dataset.of) {
      publish(link.dataset.of, given);
    } else {
      history.pushState(null, "", address.hash(anchor, state.pairs()));
      goTo(anchor);
    }
  }

  function goTo(anchor) {
    const target = anchor && document.getElementById(anchor);
    if (!target) return;
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
    target.scrollIntoView();
  }

  document.addEventListener("click", inside);
  addEventListener("popstate", () => arrive(opening()));
  leaveSwipes();
  saveLarge();
  if (page.embed) reportHeight(page.embed);
  const given = opening();
  if ([...given.keys()].some(state.control)) asked.reveal();
  return arrive(given).then(() => goTo(address.parse(location.hash).anchor));

  /** Returns the state of the hash; without one that in which a file was made. */
  function opening() {
    const { anchor, given } = address.parse(location.hash);
    const stated = [...given.keys()].some((key) => key.includes("."));
    return page.opens && !stated && anchor !== PUBLISHED ? new Map(page.opens.pairs) : given;
  }
}
