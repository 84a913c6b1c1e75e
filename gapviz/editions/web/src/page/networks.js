/** Networks and digits in a page, loaded when a live figure asks for them. */

import { load } from "../engine/engine.js";
import { script } from "./scripts.js";

const CHUNK = 1000; // digits of a script
const SIZE = 28 * 28;
let wasm = null;
let engine = null;

/** Gives the engine its bytes; without them it is plain JavaScript. */
export function use(bytes) {
  wasm = bytes;
}

const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** Returns a promise of a shipped network, {logits(images, n), classes, ...}. */
export async function network(name) {
  engine ??= load(wasm);
  const packed = bytes(await script(`networks/${name}.js`));
  return (await engine).network(packed.buffer, name);
}

/** Returns a promise of a test digit: {image: Float32Array (784) in [0, 1], label}. */
export async function testDigit(index) {
  const { pixels, labels } = await script(`digits/test.${Math.floor(index / CHUNK)}.js`);
  const at = index % CHUNK;
  const image = Float32Array.from(bytes(pixels).subarray(at * SIZE, (at + 1) * SIZE), (ink) => ink / 255);
  return { image, label: labels[at] };
}
