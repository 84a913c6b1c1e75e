/**
 * Counter-based dice: the very draws of gapviz/core/draws.py, one image at a time, as torch throws them.
 *
 * Images are dealt with in blocks of a hundred indices. The generator of a block's field is seeded with a
 * hash of the shift's name, the seed, the count of fields drawn so far and the block's number; an image's row
 * is reached by letting the rows before it go by.
 */

import { blake2b } from "./blake2b.js";
import { MersenneTwister } from "./mersenne_twister.js";

const INDICES_PER_BLOCK = 100;
const COARSE_STEPS = 2 ** 16;
const MANTISSA = 2 ** 24;
/** torch makes normal numbers sixteen at a time: of eight pairs the cosines, then the sines. */
const BATCH = 16;
/** Of a word of 64 bits, each of 16; and the highest bit of the last one. */
const QUARTERS = 4;
const HIGHEST = 0x8000;
/** Streams that are kept where they stopped: digits are mostly asked for in order. */
const KEPT_STREAMS = 8;
const streams = new Map();

/** The random streams (dice) of an image, by its index in its set; each method draws a field of `size`. */
export class Draws {
  constructor(name, seed, index) {
    this._key = `${name}/${seed}`;
    this._block = Math.floor(index / INDICES_PER_BLOCK);
    this._row = index % INDICES_PER_BLOCK;
    this._count = 0;
  }

  /** Return numbers from `low` to `high`, Float32Array (size). */
  uniform(size, low = 0, high = 1) {
    const stream = this._stream(this._row * size);
    const from = Math.fround(low);
    const range = Math.fround(Math.fround(high) - from);
    const field = new Float32Array(size);
    for (let place = 0; place < size; place++) field[place] = fraction(stream) * range + from;
    return field;
  }

  /** Return standard normal numbers, Float32Array (size), by Box and Muller. */
  normal(size) {
    const [start, end, all] = [this._row * size, (this._row + 1) * size, INDICES_PER_BLOCK * size];
    const odd = all % BATCH;
    // Where the block does not end with a batch, one more is thrown over its last sixteen numbers.
    const last = odd ? all - BATCH : all;
    const first = start - (start % BATCH);
    const origin = Math.min(first, last);
    const stream = this._stream(first);
    const drawn = new Float32Array(roundedUp(end - origin, BATCH));
    for (let batch = first; batch < Math.min(end, all - odd); batch += BATCH) {
      fillBatch(drawn, batch - origin, stream);
    }
    if (end > last) {
      stream.skip(all - stream.drawn);
      fillBatch(drawn, last - origin, stream);
    }
    return drawn.slice(start - origin, end - origin);
  }

  /** Return numbers between 0 and 1 in 65,536 even steps, Float32Array (size). */
  coarse(size) {
    const steps = new Int16Array(this._quarters(this._row * size, size).buffer);
    const field = new Float32Array(size);
    const middle = (COARSE_STEPS + 1) / 2;
    for (let place = 0; place < size; place++) field[place] = (steps[place] + middle) / COARSE_STEPS;
    return field;
  }

  /** Return whole numbers of 16 bits, four to a random word of 64 bits, Uint16Array (size). */
  bits(size) {
    const quarters = this._quarters(this._row * roundedUp(size, QUARTERS), size);
    // torch counts these words from -2^63 on: the highest bit of each is turned.
    for (let place = QUARTERS - 1; place < size; place += QUARTERS) quarters[place] ^= HIGHEST;
    return quarters;
  }

  /** Return whole numbers from `low` to `high - 1`, fewer than 2^28, Int32Array (size). */
  integers(low, high, size = 1) {
    const stream = this._stream(this._row * size);
    return new Int32Array(size).map(() => low + (stream.word() % (high - low)));
  }

  /** Return numbers of 16 bits of the next field, from `start` on: torch draws a word's high half first. */
  _quarters(start, size) {
    const before = start % QUARTERS;
    const stream = this._stream((start - before) / 2);
    const quarters = new Uint16Array(roundedUp(before + size, QUARTERS));
    for (let place = 0; place < quarters.length; place += QUARTERS) {
      const high = stream.word();
      const low = stream.word();
      quarters[place] = low;
      quarters[place + 1] = low >>> 16;
      quarters[place + 2] = high;
      quarters[place + 3] = high >>> 16;
    }
    return quarters.slice(before, before + size);
  }

  /** Return the next field's generator, `start` words on. */
  _stream(start) {
    this._count++;
    const key = `${this._key}/${this._count}/${this._block}`;
    let stream = streams.get(key);
    if (!stream || stream.drawn > start) stream = new MersenneTwister(seedOf(key));
    streams.delete(key);
    streams.set(key, stream);
    if (streams.size > KEPT_STREAMS) streams.delete(streams.keys().next().value);
    stream.skip(start - stream.drawn);
    return stream;
  }
}

/** Fill sixteen places with normal numbers: eight radii and eight angles give cosines, then sines. */
function fillBatch(field, start, stream) {
  const middle = start + BATCH / 2;
  for (let place = start; place < start + BATCH; place++) field[place] = fraction(stream);
  for (let place = start; place < middle; place++) {
    const radius = Math.sqrt(-2 * Math.log(1 - field[place]));
    const angle = 2 * Math.PI * field[place + BATCH / 2];
    field[place] = radius * Math.cos(angle);
    field[place + BATCH / 2] = radius * Math.sin(angle);
  }
}

/** Return the next word's lowest 24 bits as a number from 0 to 1. */
function fraction(stream) {
  return (stream.word() % MANTISSA) / MANTISSA;
}

function roundedUp(number, multiple) {
  return Math.ceil(number / multiple) * multiple;
}

/** Return the last four of seven bytes of a key's hash: of a longer seed torch's generator takes no more. */
function seedOf(key) {
  return new DataView(blake2b(key, 7).buffer).getUint32(3);
}
