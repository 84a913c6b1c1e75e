/**
 * BLAKE2b (RFC 7693) of a short text: one block, no key. A word of 64 bits is two of 32, the low half first.
 */

const BLOCK = 128;
// Section 2.6: fractions of the square roots of the first eight primes.
const START = Uint32Array.of(
  ...[0xf3bcc908, 0x6a09e667, 0x84caa73b, 0xbb67ae85, 0xfe94f82b, 0x3c6ef372, 0x5f1d36f1, 0xa54ff53a],
  ...[0xade682d1, 0x510e527f, 0x2b3e6c1f, 0x9b05688c, 0xfb41bd6b, 0x1f83d9ab, 0x137e2179, 0x5be0cd19],
);
// Section 2.7: in which order each of twelve rounds takes the block's words, as hexadecimal digits.
const ORDERS = [
  ...["0123456789abcdef", "ea489fd61c02b753", "b8c052fdae367194", "7931dcbe265a40f8", "905724afe1bc683d"],
  ...["2c6a0b834d75fe19", "c51fed4a0763928b", "db7ec13950f4862a", "6fe9b308c2d714a5", "a2847615fb9e3cd0"],
  ...["0123456789abcdef", "ea489fd61c02b753"],
].map((digits) => Array.from(digits, (digit) => 2 * parseInt(digit, 16)));
// Section 3.2: columns, then diagonals, of a square of four words by four.
const MIXED = [
  ...[[0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15]],
  ...[[0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14]],
].map((places) => places.map((place) => 2 * place));

/** Return the first `size` bytes, at most 64, of a text's hash: the digest of that size. */
export function blake2b(text, size) {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > BLOCK) {
    throw new RangeError(`a text to hash has at most ${BLOCK} bytes, got ${bytes.length}`);
  }
  const block = new Uint8Array(BLOCK);
  block.set(bytes);
  const words = new Uint32Array(block.buffer);
  const state = START.slice();
  state[0] ^= 0x01010000 ^ size;
  const square = new Uint32Array(32);
  square.set(state);
  square.set(START, 16);
  square[24] ^= bytes.length;
  // The last block, and the only one.
  square[28] = ~square[28];
  square[29] = ~square[29];
  for (const order of ORDERS) {
    MIXED.forEach((places, turn) => mix(square, places, words, order[2 * turn], order[2 * turn + 1]));
  }
  const digest = state.map((half, place) => half ^ square[place] ^ square[place + 16]);
  return new Uint8Array(digest.buffer, 0, size);
}

/** The mixing function G (section 3.1): the words at `first` and `second` go into four of the square. */
function mix(square, [a, b, c, d], words, first, second) {
  for (const [word, swap, turn] of [[first, 32, 24], [second, 16, 63]]) {
    add(square, a, square, b);
    add(square, a, words, word);
    xorTurned(square, d, a, swap);
    add(square, c, square, d);
    xorTurned(square, b, c, turn);
  }
}

/** Add a word of 64 bits to the one at `to`. */
function add(square, to, words, from) {
  const low = square[to] + words[from];
  square[to + 1] += words[from + 1] + (low > 0xffffffff);
  square[to] = low;
}

/** Take the exclusive or of the words at `to` and `from`, turned to the right by `bits`, to `to`. */
function xorTurned(square, to, from, bits) {
  let low = square[to] ^ square[from];
  let high = square[to + 1] ^ square[from + 1];
  if (bits >= 32) [low, high] = [high, low];
  const right = bits % 32;
  square[to] = right ? (low >>> right) | (high << (32 - right)) : low;
  square[to + 1] = right ? (high >>> right) | (low << (32 - right)) : high;
}
