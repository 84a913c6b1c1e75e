/** Chapter 3 as its flag is moved: the digit at once, what all ones say as soon as they are read. */

import { flaggedCounts } from "../figures/flag.js";
import * as flagged from "../figures/flagged.js";
import { bare } from "../figures/saying.js";
import { apply } from "./patch.js";
import { live } from "./states.js";
import { breath, carried, crew, network, once, packed } from "./tools.js";

const ones = () => once("ones", async () => flagged.prepared(await carried("flag")));
const reading = { key: "", counts: null, ends: null };
const said = {}; // headline and gap of the flag that was counted last

/** Returns a promise of the counts of all ones under a flag; another flag ends the reading of the one before. */
function counted(at, given) {
  const key = [at.model, at.frame, at.angle, at.length].join(" ");
  if (reading.key !== key) {
    reading.ends?.abort();
    reading.ends = new AbortController();
    Object.assign(reading, { key, counts: count(at, given, reading.ends.signal) });
    reading.counts.catch(() => reading.key === key && (reading.key = ""));
  }
  return reading.counts;
}

async function count(at, given, signal) {
  const [{ read }, pack] = await Promise.all([crew(), packed(at.model)]);
  const job = { packed: pack, pixels: given.pixels, places: given.indices.map((_, one) => one) };
  return flaggedCounts(await read({ ...job, change: flagged.change(at, given) }, { signal }), given.stems);
}

live.flag_digit = async (state, base, show) => {
  const at = bare(state);
  const [given, net] = await Promise.all([ones(), network(at.model)]);
  show({ ...flagged.flagDigit(at, given, net, null, base), ...said });
  const found = flagged.flagDigit(at, given, net, await counted(at, given), base);
  Object.assign(said, { headline: found.headline, gap: found.gap });
  return found;
};

live.flag_map = async (state, base) => {
  const at = bare(state);
  const [given, net] = await Promise.all([ones(), network(at.model)]);
  await breath();
  return flagged.flagMap(at, given, net, base);
};

live.flag_answers = async (state, base) => {
  const given = await ones();
  return flagged.flagAnswers(bare(state), given, await counted(bare(state), given), base);
};

live.flag_seeds = async (state, base) => {
  const at = bare(state);
  const [given, lengths] = await Promise.all([ones(), carried("flag-seeds")]);
  const there = lengths[flagged.recordedLength(at.length, given)];
  const found = flagged.flagSeeds(at, given, await counted(at, given), apply(base, there));
  return { "=": apply(apply(base, there), found) };
};

live.flag_maps = async (state, base) => {
  const given = await ones();
  await breath();
  return flagged.flagMaps(bare(state), given, base);
};

for (const name of ["flag_digit", "flag_map", "flag_answers", "flag_seeds", "flag_maps"]) {
  live[name].follows = () => true;
}
