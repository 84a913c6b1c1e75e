/** The live figures of a page: what it is told of them becomes functions that states.js knows. */

import { drawn } from "./live_drawn.js";
import { flag } from "./live_flag.js";
import { noise } from "./live_noise.js";
import { typed } from "./live_typed.js";
import { held, patches } from "./packs.js";
import { readings } from "./readings.js";
import { live } from "./states.js";
import { tools } from "./tools.js";

/** By what a page is told of: functions of (that, tools, readings, again) that return figures by name. */
const KINDS = { noise, flag, typed, drawn };
const LOADED = 1; // milliseconds after everything else, where a browser does not say when it is idle

/** Registers a page's live figures; returns {all(leader), stop(leader)}, which read digits, null without any.

`told` is by kind; `again(leader)` hears that a figure has news, `fault(error)` what went wrong, and
`tell(sentence)` what a reader should know. What the first move needs is fetched as soon as the browser has
nothing else to do. */
export function enliven(told, again, fault, tell) {
  const kinds = Object.keys(told ?? {}).filter((kind) => kind in KINDS);
  if (!kinds.length) return null;
  const script = () => globalThis.gapviz; // which is there as soon as this script has run
  const work = tools({ held: patches, script, ...told[kinds[0]] });
  const reading = readings(work, again, fault);
  for (const kind of kinds) Object.assign(live, KINDS[kind](told[kind], work, reading, again));
  for (const figure of Object.values(live)) {
    const { follows } = figure;
    figure.follows = (state) => follows(state) && figure.needs(state).every(held);
  }
  const idle = globalThis.requestIdleCallback ?? ((work) => setTimeout(work, LOADED));
  idle(() => ahead(kinds.map((kind) => told[kind]), work).catch(fault));
  return reading;

  async function ahead(all, { engine, network, digits, sample, sampled, counts, pool }) {
    const { problem } = await engine();
    if (problem) tell(problem);
    for (const { first: { files = [], models = [], shifts = [] } = {} } of all) {
      const read = shifts.length && held(`packs/digits.${sampled}.js`) ? [digits(sample())] : [];
      const there = (names, prefix = "") => names.filter((name) => held(`packs/${prefix}${name}.js`));
      const fetched = [...there(models).map(network), ...there(shifts, "counts.").map(counts)];
      await Promise.all([...read, ...files.filter(held).map(patches), ...fetched]);
    }
    await pool();
  }
}
