/**
 * The Mersenne Twister MT19937 (Matsumoto and Nishimura, ACM TOMACS 8:3, 1998), as torch's generator runs it.
 */

const LENGTH = 624;
const AHEAD = 397;

/** A stream of words of 32 bits; `drawn` counts those that have gone by. */
export class MersenneTwister {
  /** Begin at a seed of 32 bits. */
  constructor(seed) {
    this.drawn = 0;
    this._state = new Int32Array(LENGTH);
    this._next = LENGTH;
    this._state[0] = seed;
    for (let place = 1; place < LENGTH; place++) {
      const before = this._state[place - 1];
      this._state[place] = Math.imul(before ^ (before >>> 30), 1812433253) + place;
    }
  }

  /** Return the next word, 0 to 2^32 - 1. */
  word() {
    this.skip(0);
    this.drawn++;
    let word = this._state[this._next++];
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  }

  /** Let `count` words go by. */
  skip(count) {
    this.drawn += count;
    this._next += count;
    for (; this._next >= LENGTH; this._next -= LENGTH) this._twist();
  }

  _twist() {
    const state = this._state;
    const twisted = (place, after, ahead) => {
      const both = (state[place] & 0x80000000) | (state[after] & 0x7fffffff);
      state[place] = state[ahead] ^ (both >>> 1) ^ (-(both & 1) & 0x9908b0df);
    };
    let place = 0;
    for (; place < LENGTH - AHEAD; place++) twisted(place, place + 1, place + AHEAD);
    for (; place < LENGTH - 1; place++) twisted(place, place + 1, place + AHEAD - LENGTH);
    twisted(place, 0, AHEAD - 1);
  }
}
