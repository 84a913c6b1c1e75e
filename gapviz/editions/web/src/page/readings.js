/** What a network answers to many digits under a change: some at once, then a thousand, all on demand. */

import { changed } from "../engine/changes.js";
import { largest, softmax } from "../figures/saying.js";

const AT_ONCE = 40; // digits that are read before a figure is drawn
const KEPT = 6; // readings, so that a way back takes no time
const OFTEN = 150; // milliseconds between two times that is told how far a reading is

/** Returns readings with a page's tools: {of(leader, condition), left(leader, condition), all(leader),
stop(leader)}.

A condition is {model, change}. `tell(leader)` hears that more was read, `fault(error)` what went wrong. */
export function readings(tools, tell, fault) {
  const kept = new Map(); // by condition
  const current = new Map(); // by leader

  /** Returns a promise of a reading, begun, {answers: {index, label, says, sure} by index, whole, busy}. */
  async function of(leader, condition) {
    const key = left(leader, condition);
    if (!kept.has(key)) kept.set(key, { key, condition, answers: new Map(), whole: tools.n, busy: false });
    const reading = kept.get(key);
    kept.delete(key);
    kept.set(key, reading); // the latest is the last
    if (kept.size > KEPT) kept.delete(kept.keys().next().value);
    current.set(leader, reading);
    const sample = tools.sample();
    if (!reading.answers.size) await atOnce(reading, sample);
    if (!reading.busy && reading.answers.size < sample.length) read(leader, reading, sample).catch(fault);
    return reading;
  }

  /** Ends what is read for a leader under any other condition; returns the name of this one. */
  function left(leader, condition) {
    const key = JSON.stringify(condition);
    if (current.get(leader)?.key !== key) stop(leader);
    return key;
  }

  async function atOnce({ condition: { model, change }, answers }, sample) {
    await tools.digits(sample);
    const network = await tools.network(model);
    const step = Math.ceil(sample.length / AT_ONCE);
    const places = sample.filter((_, place) => place % step === 0);
    const size = tools.pixels.length / tools.n;
    const bytes = new Uint8Array(places.length * size);
    places.forEach((index, row) => bytes.set(pixelsOf(index, size), row * size));
    take(answers, places, network.logits(changed({ bytes, places, change })), network.classes);
  }

  const pixelsOf = (index, size) => tools.pixels.subarray(index * size, (index + 1) * size);

  /** Reads those of `wanted` that have not been, until another state ends it. */
  async function read(leader, reading, wanted) {
    const { condition: { model, change }, answers } = reading;
    const ending = new AbortController();
    Object.assign(reading, { busy: true, ending, wanted: wanted.length });
    let told = performance.now();
    try {
      await tools.digits(wanted);
      const [pool, packed] = await Promise.all([tools.pool(), tools.packed(model)]);
      const places = wanted.filter((index) => !answers.has(index));
      const progress = ({ at, logits }) => {
        take(answers, at.map((place) => places[place]), logits, logits.length / at.length);
        if (performance.now() - told < OFTEN) return;
        told = performance.now();
        tell(leader);
      };
      const { signal } = ending;
      const { pixels } = tools;
      if (!signal.aborted) await pool.read({ packed, pixels, places, change }, { progress, signal });
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    } finally {
      if (reading.ending === ending) reading.busy = false;
    }
    if (current.get(leader) === reading && !ending.signal.aborted) tell(leader);
  }

  function take(answers, places, logits, classes) {
    places.forEach((index, row) => {
      const shares = softmax(logits.subarray(row * classes, (row + 1) * classes));
      const says = largest(shares);
      answers.set(index, { index, label: tools.labels[index], says, sure: shares[says] });
    });
  }

  /** Ends what is being read for a leader; what was read stays. */
  function stop(leader) {
    const reading = current.get(leader);
    reading?.ending?.abort();
    if (reading) reading.busy = false;
  }

  /** Reads all digits of a leader's state. */
  async function all(leader) {
    const reading = current.get(leader);
    if (!reading) return;
    reading.ending?.abort();
    const everything = Array.from({ length: reading.whole }, (_, index) => index);
    const reads = read(leader, reading, everything);
    tell(leader);
    await reads.catch(fault);
  }

  return { of, left, all, stop };
}
