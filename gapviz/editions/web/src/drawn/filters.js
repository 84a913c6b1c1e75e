/** Image filters, each as SciPy's `ndimage` has it. A picture is {pixels, height, width}, its pixels a
Float32Array, row by row; results are rounded to float32 where SciPy rounds them. */

import { clamp } from "../shifts/tools/pixels.js";

const EDGES = {
  nearest: (place, length) => clamp(place, 0, length - 1),
  reflect: (place, length) => folded(place, 2 * length, length - 1, 2 * length - 1),
  constant: (place) => place,
  mirror: (place, length) => folded(place, Math.max(2 * length - 2, 1), length - 1, 2 * length - 2),
};
const TRUNCATE = 4; // standard deviations after which a Gaussian is cut off
const POLE = Math.sqrt(3) - 2, PADDED = 12; // of cubic splines, and the pixels that go on at edges for them

/** A place beyond a line's ends, folded back into it. */
function folded(place, period, last, sum) {
  const within = ((place % period) + period) % period;
  return within <= last ? within : sum - within;
}

export function pictureOf(height, width, pixels = new Float32Array(height * width)) {
  return { pixels, height, width };
}

export const mapped = ({ pixels, height, width }, change) => pictureOf(height, width, pixels.map(change));
export const clipped = (value) => clamp(value, 0, 1);

/** Every line of a picture, first down its columns, then across its rows, replaced by what `change` makes
of it: a new array, of any length, from a Float64Array, which is used again, and the axis, 0 or 1. */
export function byLine(picture, change) {
  const down = turned(alongRows(turned(picture), (line) => change(line, 0)));
  const { pixels, height, width } = alongRows(down, (line) => change(line, 1));
  return pictureOf(height, width, new Float32Array(pixels));
}

function alongRows({ pixels, height, width }, change) {
  const lines = [], line = new Float64Array(width);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) line[column] = pixels[row * width + column];
    lines.push(change(line));
  }
  const result = new Float64Array(height * lines[0].length);
  lines.forEach((each, row) => result.set(each, row * each.length));
  return { pixels: result, height, width: lines[0].length };
}

/** Rows as columns. */
export function turned({ pixels, height, width }) {
  const result = new Float64Array(pixels.length);
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++, at++) result[column * height + row] = pixels[at];
  }
  return { pixels: result, height: width, width: height };
}

/** A Gaussian blur; `std` in pixels, one number, or one down and one across. */
export function gaussian(picture, std, edge = "reflect") {
  const kernels = [std].flat().map(kernelOf);
  return byLine(picture, (line, axis) => convolved(line, kernels[axis] ?? kernels[0], EDGES[edge]));
}

function kernelOf(std) {
  const radius = Math.floor(TRUNCATE * std + 0.5);
  const weights = Array.from({ length: radius + 1 }, (_, x) => (x ? Math.exp(-0.5 * (x / std) ** 2) : 1));
  const total = weights.reduce((sum, weight, x) => sum + (x ? 2 : 1) * weight, 0);
  return Float64Array.from(weights, (weight) => weight / total);
}

function convolved(line, kernel, edge) {
  const radius = kernel.length - 1, wide = new Float64Array(line.length + 2 * radius);
  for (let place = 0; place < wide.length; place++) {
    wide[place] = line[edge(place - radius, line.length)] ?? 0;
  }
  const result = new Float32Array(line.length);
  for (let place = 0; place < line.length; place++) {
    let sum = wide[place + radius] * kernel[0];
    for (let far = 1; far <= radius; far++) {
      sum += (wide[place + radius - far] + wide[place + radius + far]) * kernel[far];
    }
    result[place] = sum;
  }
  return result;
}

/** A greyscale closing by squares of `size`: holes that no square fits into are filled. */
export function closed(picture, size) {
  const before = Math.floor(size / 2), after = size - 1 - before;
  return extreme(extreme(picture, after, before, Math.max), before, after, Math.min);
}

/** The largest or least of the pixels from so many before to so many after, down and across. */
function extreme(picture, before, after, most) {
  return byLine(picture, (line) => line.map((_, place) => (
    line.subarray(Math.max(0, place - before), place + after + 1).reduce((best, value) => most(best, value))
  )));
}

/** The median of the square of `size` about each pixel. */
export function medianFiltered({ pixels, height, width }, size) {
  const before = Math.floor(size / 2), rank = Math.floor(size * size / 2), result = pictureOf(height, width);
  const [rows, columns] = [height, width].map((length) => (
    Array.from({ length: length + size }, (_, at) => EDGES.reflect(at - before, length))
  ));
  const around = new Float32Array(size * size);
  for (let at = 0; at < pixels.length; at++) {
    const top = Math.floor(at / width), left = at % width;
    for (let place = 0; place < around.length; place++) {
      const row = rows[top + Math.floor(place / size)], column = columns[left + place % size];
      around[place] = pixels[row * width + column];
    }
    result.pixels[at] = around.sort()[rank];
  }
  return result;
}

/** The picture at `size`, [height, width], interpolated by cubic splines; its edges go on. */
export function zoomed(picture, size) {
  return byLine(picture, (line, axis) => {
    const spline = splineOf(line), scale = line.length / size[axis];
    return Float64Array.from({ length: size[axis] }, (_, place) => {
      const at = (place + 0.5) * scale - 0.5 + PADDED, first = Math.floor(at);
      const share = at - first, rest = 1 - share;
      return (rest ** 3 * spline[first - 1] + (4 - 6 * share ** 2 + 3 * share ** 3) * spline[first]
        + (4 - 6 * rest ** 2 + 3 * rest ** 3) * spline[first + 1] + share ** 3 * spline[first + 2]) / 6;
    });
  });
}

/** The coefficients of the cubic spline through a line, with edges that go on (Unser, 1999, IEEE Signal
Processing 16). */
function splineOf(line) {
  const found = Float64Array.from({ length: line.length + 2 * PADDED }, (_, place) => (
    6 * line[EDGES.nearest(place - PADDED, line.length)]
  ));
  const last = found.length - 1;
  found[0] /= 1 - POLE;
  for (let place = 1; place <= last; place++) found[place] += POLE * found[place - 1];
  found[last] *= POLE / (POLE * POLE - 1) * (1 + POLE);
  for (let place = last - 1; place >= 0; place--) found[place] = POLE * (found[place + 1] - found[place]);
  return found;
}

/** The picture at `size`, anti-aliased and interpolated by straight lines (scikit-image's `resize`). */
export function resized(picture, size) {
  const factors = [picture.height / size[0], picture.width / size[1]];
  const smooth = gaussian(picture, factors.map((factor) => Math.max(0, (factor - 1) / 2)), "mirror");
  return byLine(smooth, (line, axis) => Float64Array.from({ length: size[axis] }, (_, place) => {
    const at = (place + 0.5) * factors[axis] - 0.5, low = Math.floor(at), share = at - low;
    const [first, second] = [low, low + 1].map((side) => line[EDGES.mirror(side, line.length)]);
    return first * (1 - share) + second * share;
  }));
}

/** The Euclidean distance of each pixel where `inside` holds, of 0 and 1, to the nearest where it does
not: by lower envelopes of parabolas, a line at a time (Felzenszwalb and Huttenlocher, 2012). */
export function distances({ pixels, height, width }) {
  const far = height * height + width * width;
  const squares = pictureOf(height, width, pixels.map((inside) => (inside ? far : 0)));
  return mapped(byLine(squares, nearest), Math.sqrt);
}

function nearest(squares) {
  const middles = [0], starts = [-Infinity];
  let last = 0;
  for (let place = 1; place < squares.length; place++) {
    let start = crossing(squares, middles[last], place);
    while (start <= starts[last]) start = crossing(squares, middles[--last], place);
    last++;
    [middles[last], starts[last]] = [place, start];
  }
  let part = 0;
  return squares.map((_, place) => {
    while (part < last && starts[part + 1] < place) part++;
    return (place - middles[part]) ** 2 + squares[middles[part]];
  });
}

/** Where the parabolas about two places cross. */
function crossing(squares, left, right) {
  return (squares[right] + right * right - squares[left] - left * left) / (2 * (right - left));
}

/** The connected components of pixels where `solid` holds, over corners as well: {labels, boxes}. Labels
are 0 outside and count from 1 in the order of the rows; boxes are [top, left, bottom, right], the last two
beyond. */
export function components({ height, width }, solid) {
  const labels = new Int32Array(height * width), boxes = [], stack = [];
  for (let seed = 0; seed < labels.length; seed++) {
    if (!solid(seed) || labels[seed]) continue;
    const box = [height, width, 0, 0];
    labels[seed] = boxes.push(box);
    stack.push(seed);
    while (stack.length) {
      const at = stack.pop(), row = Math.floor(at / width), column = at % width;
      box[0] = Math.min(box[0], row);
      box[1] = Math.min(box[1], column);
      box[2] = Math.max(box[2], row + 1);
      box[3] = Math.max(box[3], column + 1);
      for (let y = Math.max(0, row - 1); y <= Math.min(height - 1, row + 1); y++) {
        for (let x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x++) {
          const beside = y * width + x;
          if (!solid(beside) || labels[beside]) continue;
          labels[beside] = boxes.length;
          stack.push(beside);
        }
      }
    }
  }
  return { labels, boxes };
}

/** A quantile, interpolated by straight lines; NaN of nothing. */
export function quantile(values, share) {
  const sorted = new Float32Array(values).sort(), at = share * (sorted.length - 1), low = Math.floor(at);
  const above = sorted[Math.min(low + 1, sorted.length - 1)];
  return Math.fround(sorted[low] + (above - sorted[low]) * (at - low));
}

export const median = (values) => quantile(values, 0.5);

