/** What may happen to a digit before it is read, by name; a page and its workers share the list. */

/** Functions of (image, index in its set, details) that return an image. */
export const CHANGES = {};

/** Returns images, Float32Array (n * size) in [0, 1], of bytes (n * size), the digits at `places` of their
set, each changed as `change` says: null, or {kind: a name in CHANGES, ...details}. */
export function changed({ bytes, places, change = null }) {
  const size = bytes.length / places.length;
  const images = new Float32Array(bytes); // `from` with a function would take as long as the network
  for (let pixel = 0; pixel < images.length; pixel++) images[pixel] /= 255;
  if (change) {
    if (!(change.kind in CHANGES)) throw new Error(`There is no change of the name ${change.kind}.`);
    for (let row = 0; row < places.length; row++) {
      const image = images.slice(row * size, (row + 1) * size);
      images.set(CHANGES[change.kind](image, places[row], change), row * size);
    }
  }
  return images;
}
