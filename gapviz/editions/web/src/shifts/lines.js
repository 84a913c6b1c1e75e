/** Lines and ruled paper: gapviz/shifts/lines.py, one image at a time. */

import { clamp, pixels, sideOf } from "./tools/pixels.js";

const TILT_DEGREES = 3;
const MOST_LINES = 6;
const BEND = 0.04;
const HAZE = 2.3;
const TURN = 0.05;
const ZIGZAG = 2;
const float32 = Math.fround;
/** Pixels: a height where nothing can be seen of a line. */
const LEFT_OUT = 1e4;

export function ruled_lines(image, levels, dice) {
  return ruled(image, levels, dice, false);
}

export function squared_paper(image, levels, dice) {
  return ruled(image, levels, dice, true);
}

export function stray_strokes(image, { strokes, length, width }, dice) {
  const last = sideOf(image) - 1;
  const drawn = dice.uniform(MOST_LINES * 4);
  const bent = Array.from({ length: strokes }, (_, stroke) => {
    const [column, row, turn, bend] = drawn.subarray(4 * stroke, 4 * stroke + 4);
    const [cosine, sine] = [Math.cos(turn * Math.PI), Math.sin(turn * Math.PI)];
    return { x: column * last, y: row * last, cosine, sine, bend: (bend * 2 - 1) * BEND };
  });
  const distance = (row, column, { x, y, cosine, sine, bend }) => {
    const [right, down] = [column - x, row - y];
    const along = right * cosine + down * sine;
    const aside = down * cosine - right * sine + bend * along * along;
    return Math.max(Math.abs(aside), Math.abs(along) - length / 2);
  };
  return pixels(image, (ink, row, column) => {
    const nearest = bent.reduce((least, stroke) => Math.min(least, distance(row, column, stroke)), Infinity);
    return Math.max(ink, covered(nearest, width));
  });
}

export function dotted_line(image, { lines, darkness }, dice) {
  const last = sideOf(image) - 1;
  const ends = dice.uniform(MOST_LINES * 2, 0, last);
  const heights = Array.from({ length: lines }, (_, line) => {
    const [start, end] = ends.subarray(2 * line, 2 * line + 2);
    return heightsAt(last, (column) => {
      const drawn = Math.floor(column / 2) % 2 && column !== last;
      return drawn ? start + ((end - start) * column) / Math.max(last, 1) : LEFT_OUT;
    });
  });
  return hazed(image, heights, darkness);
}

export function zigzag(image, { lines, darkness }, dice) {
  const last = sideOf(image) - 1;
  const drawn = dice.uniform(MOST_LINES * 2);
  const heights = Array.from({ length: lines }, (_, line) => {
    const [start, end] = drawn.subarray(2 * line, 2 * line + 2);
    const angle = float32(Math.atan(float32(float32(end * 10 - 5) / (last - 4))));
    const here = (column) => zigzagAt(column, angle);
    const beyond = (column) => {
      const after = here(column + 1);
      return after - float32(after - here(float32(column + float32(1 - TURN)))) / TURN;
    };
    return [here, beyond].map((height) => heightsAt(last, (place) => {
      const column = place - 2;
      return column < 0 || column >= last - 4 ? LEFT_OUT : start * last + height(column);
    }));
  });
  return hazed(image, heights.flat(), darkness);
}

/** Return an image on paper that is ruled along, and if `squared` across as well, askew by one tilt. */
function ruled(image, { darkness, spacing, width }, dice, squared) {
  const [tilt, down, right] = dice.uniform(3);
  const angle = ((tilt * 2 - 1) * TILT_DEGREES * Math.PI) / 180;
  const [cosine, sine] = [Math.cos(angle) / spacing, Math.sin(angle) / spacing];
  return pixels(image, (ink, row, column) => {
    const along = toLine(row * cosine + down + column * sine);
    const across = squared ? toLine(column * cosine + right - row * sine) : 1;
    return Math.max(ink, covered(Math.min(along, across) * spacing, width) * darkness);
  });
}

/** Return how far a number of turns is from a whole one. */
function toLine(turns) {
  return Math.abs(turns - Math.round(turns));
}

/** Return the share of a pixel that a line of `width` covers whose middle is at some distance. */
function covered(distance, width) {
  return clamp(width / 2 + 0.5 - distance, 0, Math.min(width, 1));
}

function heightsAt(last, height) {
  return Float64Array.from({ length: last + 1 }, (_, column) => height(column));
}

/** Return an image with lines at `heights`, measured up and down as MNIST-C does. */
function hazed(image, heights, darkness) {
  return pixels(image, (ink, row, column) => {
    const nearer = (least, line) => Math.min(least, Math.abs(row - line[column]));
    const distance = heights.reduce(nearer, HAZE - 0.1);
    return ink + Math.max(Math.log(1 - distance / HAZE) + 1, 0) * darkness;
  });
}

/**
 * Return the height of MNIST-C's zigzag, tilted by `angle`, above its start at a column: a fixed point.
 *
 * It is worked out in float32: over so small a TURN what torch rounds off grows twentyfold.
 */
function zigzagAt(column, angle) {
  const cosine = float32(Math.cos(angle));
  const sine = float32(Math.sin(angle));
  let along = float32(column / cosine);
  let wave = 0;
  for (let round = 0; round < 3; round++) {
    wave = (1 - 4 * toLine(float32(along / (4 * ZIGZAG) - 0.25))) * ZIGZAG;
    along = float32(float32(column + float32(wave * sine)) / cosine);
  }
  return float32(float32(along * sine) + float32(wave * cosine));
}
