/** Digits as gapviz/editions/web/digits.py packs them: cropped to their ink. */

const SIDE = 28;

/** Returns the bytes of base64, which a script can hold. */
export function bytesOf(text) {
  const found = atob(text);
  return Uint8Array.from({ length: found.length }, (_, place) => found.charCodeAt(place));
}

/** Returns packed digits, bytes, as they were: Uint8Array (n * 784). */
export function unpacked(packed) {
  const images = [];
  for (let at = 0; at < packed.length; ) {
    const [top, bottom, left, right] = packed.subarray(at, (at += 4));
    const image = new Uint8Array(SIDE * SIDE);
    for (let row = top; row < bottom; row++) {
      image.set(packed.subarray(at, (at += right - left)), row * SIDE + left);
    }
    images.push(image);
  }
  const all = new Uint8Array(images.length * SIDE * SIDE);
  images.forEach((image, place) => all.set(image, place * SIDE * SIDE));
  return all;
}

/** Returns digit number `place` of unpacked ones: Float32Array (784) in [0, 1]. */
export function digit(pixels, place) {
  const one = pixels.subarray(place * SIDE * SIDE, (place + 1) * SIDE * SIDE);
  return Float32Array.from(one, (value) => value / 255);
}
