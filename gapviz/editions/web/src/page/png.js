/** PNG files, uncompressed: the same bytes everywhere, which a canvas does not promise. */

import { crc32 } from "../engine/pack.js";

const KINDS = { 1: 0, 2: 4, 3: 2, 4: 6 }; // colour types by channels: grey, with alpha, colour, with alpha
const BLOCK = 65535;

function adler(bytes) {
  let [low, high] = [1, 0];
  for (const byte of bytes) {
    low = (low + byte) % 65521;
    high = (high + low) % 65521;
  }
  return ((high << 16) | low) >>> 0;
}

const word = (number) => [number >>> 24, (number >>> 16) & 255, (number >>> 8) & 255, number & 255];

function chunk(name, bytes) {
  const body = [...name].map((letter) => letter.charCodeAt(0)).concat(bytes);
  return [...word(bytes.length), ...body, ...word(crc32(body))];
}

/** Returns a picture, Uint8Array of height x width x channels, as the bytes of a PNG. */
export function encode(width, height, pixels) {
  const row = pixels.length / height;
  const lines = [];
  for (let y = 0; y < height; y++) lines.push(0, ...pixels.subarray(y * row, (y + 1) * row));
  const stored = [0x78, 1];
  for (let start = 0; start < lines.length; start += BLOCK) {
    const part = lines.slice(start, start + BLOCK);
    const [low, high] = [part.length & 255, part.length >>> 8];
    stored.push(Number(start + BLOCK >= lines.length), low, high, low ^ 255, high ^ 255);
    for (const byte of part) stored.push(byte);
  }
  stored.push(...word(adler(lines)));
  const head = [...word(width), ...word(height), 8, KINDS[row / width], 0, 0, 0];
  const parts = [chunk("IHDR", head), chunk("IDAT", stored), chunk("IEND", [])];
  return Uint8Array.from([137, 80, 78, 71, 13, 10, 26, 10, ...parts.flat()]);
}

/** Returns a picture as the data address of a PNG. */
export function address(width, height, pixels) {
  let text = "";
  for (const byte of encode(width, height, pixels)) text += String.fromCharCode(byte);
  return `data:image/png;base64,${btoa(text)}`;
}
