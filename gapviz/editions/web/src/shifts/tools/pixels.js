/**
 * Images as rows of pixels: one image is a Float32Array of side * side numbers in [0, 1], row by row.
 */

/** Return the side of a square image, in pixels. */
export function sideOf(image) {
  return Math.sqrt(image.length);
}

/** Return an image of `value(ink, row, column)` for each pixel of another. */
export function pixels(image, value) {
  const side = sideOf(image);
  const result = new Float32Array(image.length);
  let place = 0;
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++, place++) result[place] = value(image[place], row, column);
  }
  return result;
}

/** Return a number, or the nearer of two ends where it lies beyond. */
export function clamp(number, low, high) {
  return number < low ? low : number > high ? high : number;
}

/** Return a function that keeps its last `most` results, by its arguments. */
export function kept(most, make) {
  const results = new Map();
  return (...given) => {
    const key = given.join();
    if (!results.has(key)) {
      if (results.size >= most) results.delete(results.keys().next().value);
      results.set(key, make(...given));
    }
    return results.get(key);
  };
}
