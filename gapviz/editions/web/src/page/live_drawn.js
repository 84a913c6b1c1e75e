/** Chapter 7 as a digit is drawn: the pad above the figure, and what networks say of what is on it. */

import { PAPER_SIDE, picture } from "../drawn/drawing.js";
import { prepare } from "../drawn/prepare.js";
import * as drawnDigit from "../figures/drawn_digit.js";
import { bare } from "../figures/saying.js";
import pad from "../pad.js";
import { held, patches } from "./packs.js";
import { element } from "./widgets.js";
import { FORMATS } from "./wording.js";

const LEADS = "own_digit";
const PAUSE = 90; // milliseconds without a point after which a stroke is read that is still being drawn
const LIGHT = 200; // kilobytes that a network may weigh to be asked without a question

/** Returns the figures by name. `told` has the pad; `again(leader)` hears that there is something new
to show. */
export function drawn(told, tools, _, again) {
  let strokes = [];
  let prepared = null; // {off, found}
  let large = false; // whether the large networks are asked too
  let late = null;

  const paper = place(told.paper, {
    drawn(now) {
      clearTimeout(late);
      take(now);
    },
    meanwhile(now) {
      clearTimeout(late);
      late = setTimeout(take, PAUSE, now);
    },
  });

  function take(now) {
    strokes = now;
    prepared = null;
    if (!now.length) box.hidden = true; // a sample stands in, of which all networks are recorded
    again(LEADS);
  }

  /** Returns the drawing, prepared without a step; null where no ink is on the paper. */
  function ready(off, { nothing }) {
    if (prepared?.off !== off) {
      const levels = picture(strokes);
      const found = levels && prepare(levels, PAPER_SIDE, PAPER_SIDE, off === nothing ? null : off);
      prepared = { off, found, asked: {} };
    }
    return prepared;
  }

  /** Returns a promise of what some networks answer. */
  async function answers(found, names) {
    const networks = await Promise.all(names.map(tools.network));
    names.forEach((name, row) => (found.asked[name] ??= drawnDigit.asked(networks[row], found.found)));
    return Object.fromEntries(names.map((name) => [name, found.asked[name]]));
  }

  async function figure(state, draw) {
    const at = bare(state);
    const given = await patches("packs/drawn.js");
    const found = ready(at.off, given);
    return found.found ? { "=": await draw(at, given, found) } : {};
  }

  const figures = {
    own_digit: (state) => figure(state, async (at, given, found) => {
      const asked = await answers(found, [at.model]);
      const drawing = drawnDigit.ownDigit(at, given, found.found, asked);
      const { answer, sure } = drawing.headline.values;
      paper.answer([answer, `${FORMATS["0%"](sure)} sure`]);
      return drawing;
    }),
    own_steps: (state) => figure(state, (at, given, found) => drawnDigit.ownSteps(at, given, found.found)),
    own_answers: (state) => figure(state, async (at, given, found) => {
      const wanted = ({ name, kilobytes }) => large || name === at.model || kilobytes <= LIGHT;
      const models = given.models.filter(({ name }) => held(`packs/${name}.js`));
      const names = models.filter(wanted).map(({ name }) => name);
      offer(models.filter((model) => !wanted(model)));
      return drawnDigit.ownAnswers(at, given, found.found, await answers(found, names));
    }),
  };

  const more = element("button", { type: "button", className: "gv-button plain" });
  const box = element("p", { className: "gv-count", hidden: true }, more);
  document.querySelector("#figure-own_answers .gv-said")?.after(box);
  more.addEventListener("click", () => {
    large = true;
    again(LEADS);
  });

  /** Offers to ask the networks that weigh more. */
  function offer(networks) {
    const weight = networks.reduce((sum, { kilobytes }) => sum + kilobytes, 0);
    more.textContent = `Ask the ${networks.length} large networks too (${(weight / 1000).toFixed(1)} MB)`;
    box.hidden = !networks.length;
  }

  const needs = (state) => ["packs/drawn.js", `packs/${bare(state).model}.js`];
  const hasInk = () => strokes.length > 0;
  for (const one of Object.values(figures)) {
    Object.assign(one, { follows: hasInk, brought: hasInk, why: () => "", needs });
  }
  return figures;
}

/** Puts the pad where the page has room for it; returns {answer}, which it shows. */
function place({ html, css, presets, limits, pen }, { drawn: hear, meanwhile }) {
  const host = document.querySelector(`#figure-${LEADS} .gv-pad`);
  host.append(" "); // what is empty is not shown
  const root = host.attachShadow({ mode: "open" });
  root.innerHTML = `<style>${css}</style>${html}`;
  const data = { edition: "page", strokes: [], pen, presets, limits };
  const setStateValue = (_, { strokes }) => {
    if (!strokes.length) answer(null);
    hear(strokes);
  };
  const parts = { parentElement: root, setStateValue, meanwhile };
  const answer = (said) => pad({ ...parts, data: { ...data, answer: said } });
  answer(null);
  return { answer };
}
