/** A chapter's page: the state in the hash, panels that follow it, controls that set it. */

import * as address from "./address.js";
import { leaveSwipes } from "./charts.js";
import * as controls from "./controls.js";
import { counting } from "./counting.js";
import { gallery } from "./gallery.js";
import { ending, guessing } from "./guess.js";
import { enliven } from "./live.js";
import { elsewhere, panel, saveLarge } from "./panel.js";
import { reader } from "./reader.js";
import { steering } from "./steering.js";
import { element } from "./widgets.js";
import { fill, without } from "./wording.js";

const ODD = "This link says something that there is not here; what was published is shown in its place.";
const FAR = "This state takes a server; what was published is shown in its place.";
const STILL = "What is grey here takes a server.";
const RECORDED = "what is recorded is shown in its place.";
const STANDS = "This figure takes a server to follow; it stands as published.";
const PATIENCE = 200; // milliseconds before a figure that is on its way pales
const REST = 120; // milliseconds that a thumb rests before those follow which are not under it

/** Starts the page out of what it is told, a JSON text; without one, as in the app, nothing happens. */
export function start() {
  const told = document.getElementById("gv-page");
  return told ? chapter(JSON.parse(told.textContent)) : undefined;
}

function chapter(page) {
  const figures = new Map();
  for (const section of document.querySelectorAll(".gv-figure")) {
    const name = section.dataset.figure;
    const drawn = panel(section, page.figures[name], page.template, (carried) => click(name, carried));
    const steers = steering(section, set, () => publish(name));
    const { leader } = drawn;
    figures.set(name, {
      ...drawn,
      ...steers,
      show: drawn.show,
      steer: steers.show,
      count: counting(section, () => reading.all(leader), () => (reading.stop(leader), again(leader))),
      drawing: drawn.base,
      turn: 0,
    });
  }
  const state = reader(page, figures);
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
  let dragging = false;

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
      if (!drawing && !late() && !state.stands(figure.name)) tell(FAR);
    } catch (error) {
      if (!late()) tell(`${error.message.replace(/\.$/, "")}; what was published is shown in its place.`);
    }
    clearTimeout(waits);
    if (late()) return;
    figure.section.classList.remove("gv-waits");
    const problem = figure.section.querySelector(".gv-problem");
    problem.hidden = Boolean(drawing) || !state.stands(figure.name);
    problem.innerHTML = problem.hidden ? "" : elsewhere(STANDS, page.app, address.joined(state.pairs()));
    show(figure, drawing ?? figure.base);
  }

  function show(figure, drawing) {
    const leads = figure.name === page.leads && drawing.gap;
    figure.drawing = drawing;
    const link = address.hash(`figure-${figure.name}`, state.mine(figure.name));
    const alt = leads && asked.waits() ? without(drawing.alt, drawing.gap.here.value) : undefined;
    figure.show(drawing, link, alt);
    figure.count(drawing.reading);
    if (leads) asked.show(drawing.gap, address.guess(state.guess()));
    const still = figure.steer(drawing, state.values(), (key, value) => state.moved(key, value) !== null);
    const why = figure.section.querySelector(".gv-controls > .gv-why");
    if (!why) return;
    why.hidden = !still;
    const said = [state.why(figure.name), STILL].filter(Boolean).join(" ");
    why.innerHTML = still ? elsewhere(said, page.app, address.joined(state.pairs())) : "";
  }

  /** Says something in one quiet line, or nothing; with the way to the app, where that has the state. */
  function tell(sentence, pairs = []) {
    note.innerHTML = elsewhere(sentence, sentence && page.app, address.joined(pairs));
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
    const target = address.hash("", pairs) || "#";
    try {
      history[step ? "pushState" : "replaceState"](null, "", target);
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
    tell(odd ? ODD : far ? FAR : "", far ? [...given] : []);
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
  addEventListener("popstate", () => arrive(address.parse(location.hash).given));
  leaveSwipes();
  saveLarge();
  const { anchor, given } = address.parse(location.hash);
  if ([...given.keys()].some(state.control)) asked.reveal();
  return arrive(given).then(() => goTo(anchor));
}
