/** Chapter 3 as its flag is moved: the digit at once, what all ones say as soon as they are read. */

import { flaggedCounts } from "../figures/flag.js";
import * as flagged from "../figures/flagged.js";
import { bare } from "../figures/saying.js";
import { apply } from "./patch.js";
import { patches } from "./packs.js";

/** Returns the figures by name, each a function of (state by key, published drawing, show) that returns a
promise of a patch; `show` hears patches on the way there. `tools` are the page's. */
export function flag(_, tools) {
  let ready = null;
  const reading = { key: "", counts: null, ends: null };
  let said = {}; // headline and gap of the flag that was counted last

  /** Returns a promise of what the figures work with: what is carried, and the network of a state. */
  async function given({ model }) {
    ready ??= patches("packs/flag.js").then(flagged.prepared);
    ready.catch(() => (ready = null));
    const [known, network] = await Promise.all([ready, tools.network(model)]);
    return { known, network };
  }

  /** Returns a promise of the counts of all ones under a flag; another flag ends the reading before. */
  function counted(at, known) {
    const key = [at.model, at.frame, at.angle, at.length].join(" ");
    if (reading.key === key) return reading.counts;
    reading.ends?.abort();
    const ends = new AbortController();
    const counts = read(at, known, ends.signal);
    Object.assign(reading, { key, counts, ends });
    counts.catch(() => reading.counts === counts && (reading.key = "")); // it may be asked for again
    return counts;
  }

  async function read(at, known, signal) {
    const [pool, packed] = await Promise.all([tools.pool(), tools.packed(at.model)]);
    const job = { packed, pixels: known.pixels, places: known.indices.map((_, one) => one) };
    const logits = await pool.read({ ...job, change: flagged.change(at, known) }, { signal });
    return flaggedCounts(logits, known.stems);
  }

  const figures = {
    async flag_digit(state, base, show) {
      const at = bare(state);
      const { known, network } = await given(at);
      show({ ...flagged.flagDigit(at, known, network, null, base), ...said });
      const found = flagged.flagDigit(at, known, network, await counted(at, known), base);
      said = { headline: found.headline, gap: found.gap };
      return found;
    },
    async flag_map(state, base) {
      const at = bare(state);
      const { known, network } = await given(at);
      await breath();
      return flagged.flagMap(at, known, network, base);
    },
    async flag_answers(state, base) {
      const at = bare(state);
      const { known } = await given(at);
      return flagged.flagAnswers(at, known, await counted(at, known), base);
    },
    async flag_seeds(state, base) {
      const at = bare(state);
      const [{ known }, lengths] = await Promise.all([given(at), patches("packs/flag-seeds.js")]);
      const there = apply(base, lengths[flagged.recordedLength(at.length, known)]);
      return { "=": apply(there, flagged.flagSeeds(at, known, await counted(at, known), there)) };
    },
    async flag_maps(state, base) {
      const at = bare(state);
      const { known } = await given(at);
      await breath();
      return flagged.flagMaps(at, known, base);
    },
  };
  const needs = (state) => ["packs/flag.js", `packs/${bare(state).model}.js`];
  for (const figure of Object.values(figures)) {
    Object.assign(figure, { follows: () => true, why: () => "", needs });
  }
  return figures;
}

/** Returns a promise that waits until the page has drawn what there is and heard what came. */
const breath = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
