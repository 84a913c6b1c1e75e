/** Reads a packed network; its format is in networks.py. A damaged one is refused in a sentence. */

const MAGIC = 0x4e504147; // "GAPN"
const VERSION = 1;
const START = 48;
const HEAD = 11;
const STEP = 16;
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit++) byte = byte & 1 ? (byte >>> 1) ^ 0xedb88320 : byte >>> 1;
  return byte >>> 0;
});

/** What is wrong with a pack; the message names the network. */
export class DamagedPack extends Error {}

/** Returns CRC-32 of bytes, as zlib has it. */
export function crc32(bytes) {
  let found = -1;
  for (let i = 0; i < bytes.length; i++) found = TABLE[(found ^ bytes[i]) & 255] ^ (found >>> 8);
  return ~found >>> 0;
}

/** Returns {name, checksum, plan: Int32Array, weights: Float32Array, pages, side, classes} of a pack.

`name` is what it is expected to be, so that an error can say it; without it the pack's own is taken.
Throws DamagedPack. */
export function unpack(packed, name = "") {
  const expected = name || "a network";
  const damaged = (problem) => new DamagedPack(`The pack of ${expected} cannot be read: ${problem}.`);
  if (!(packed instanceof ArrayBuffer)) throw damaged("it is no ArrayBuffer");
  if (packed.byteLength < START + 4 * HEAD) throw damaged(`it has only ${packed.byteLength} bytes`);
  const [magic, version, length, checksum] = new Uint32Array(packed, 0, 4);
  if (magic !== MAGIC) throw damaged("it does not begin with GAPN");
  if (version !== VERSION) throw damaged(`its version must be ${VERSION}, got ${version}`);
  if (length !== packed.byteLength) throw damaged(`it must have ${length} bytes, got ${packed.byteLength}`);
  const found = crc32(new Uint8Array(packed, 16));
  if (found !== checksum) throw damaged(`its checksum must be ${checksum}, got ${found}`);
  const own = new TextDecoder().decode(new Uint8Array(packed, 16, 32)).replace(/\0+$/, "");
  if (name && own !== name) throw damaged(`it holds ${own}`);
  const head = new Int32Array(packed, START, HEAD);
  const plan = new Int32Array(packed, START, HEAD + head[0] * STEP);
  return {
    name: own,
    checksum,
    plan,
    weights: decode(packed, plan, head[10]),
    pages: head[9],
    side: head[2],
    classes: head[3],
  };
}

/** Returns all weights as the kernel wants them: eight biases, (kernel, kernel, inputs, 8), and so on. */
function decode(packed, plan, total) {
  const found = new Float32Array(total);
  let at = START + 4 * plan.length;
  for (let step = HEAD; step < plan.length; step += STEP) {
    const taps = plan[step + 4] * plan[step + 5];
    const [place, kept, bytes] = plan.subarray(step + 13, step + 16);
    const [biases, scales] = [0, 1].map((half) => new Float32Array(packed, at + 4 * kept * half, kept));
    const planes = new Uint8Array(packed, at + 8 * kept, bytes * kept * taps);
    for (let output = 0; output < kept; output++) {
      let to = place + (output >> 3) * 8 * (1 + taps) + (output & 7);
      found[to] = biases[output];
      for (let tap = output * taps; tap < (output + 1) * taps; tap++) {
        found[(to += 8)] = scales[output] * whole(planes, tap, bytes, kept * taps);
      }
    }
    at += 8 * kept + 4 * Math.ceil(planes.length / 4);
  }
  return found;
}

/** Returns a whole number with a sign out of one or three planes of bytes. */
function whole(planes, at, bytes, size) {
  if (bytes === 1) return (planes[at] << 24) >> 24;
  return ((planes[at] << 8) | (planes[at + size] << 16) | (planes[at + 2 * size] << 24)) >> 8;
}
