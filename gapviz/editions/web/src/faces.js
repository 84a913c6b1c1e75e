/** Digits of typefaces, in the frame already: drawn and placed in Python, and packed by
gapviz/editions/web/faces.py. */

import { DamagedPack } from "./engine/pack.js";
import { SIDE } from "./frame.js";

/** The digits of a pack, an ArrayBuffer, of the typeface `name`: Float32Array of n x 784, ten a face.
Throws DamagedPack where it ends within a digit, or a digit beyond its image. */
export function faceDigits(packed, name = "typefaces") {
  const bytes = new Uint8Array(packed), boxes = [];
  for (let at = 0; at < bytes.length;) {
    const [top, left, height, width] = bytes.subarray(at, at += 4), end = at + height * width;
    const fits = width !== undefined && Math.max(top + height, left + width) <= SIDE && end <= bytes.length;
    if (!fits) throw new DamagedPack(`The pack of ${name} cannot be read: digit ${boxes.length} is damaged.`);
    boxes.push({ at, top, left, height, width });
    at = end;
  }
  const images = new Float32Array(boxes.length * SIDE * SIDE);
  boxes.forEach(({ at, top, left, height, width }, digit) => {
    for (let row = 0; row < height; row++) {
      const first = digit * SIDE * SIDE + (top + row) * SIDE + left;
      const ink = bytes.subarray(at + row * width, at + (row + 1) * width);
      ink.forEach((level, column) => { images[first + column] = level / 255; });
    }
  });
  return images;
}
