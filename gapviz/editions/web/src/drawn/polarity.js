/** Which of a picture's two tones is ink, as gapviz/imaging/photo/polarity.py, where each number comes from.
Masks are Uint8Array of 0 and 1, row by row. */

import { components, medianFiltered, quantile } from "./filters.js";
import { SHADOW, inverse, shrunk } from "./light.js";
import { PLAIN, count, regionOf, shrunkBy, squareness, withoutHoles } from "./sheet.js";

const GROUND_SIDE = 32, TONES_SIDE = 48, HALVINGS = 20, NARROWEST = 5, WHOLE = 0.98, TALL = 0.2;
const INKED = 0.004, FULL = 0.88, LONG = 2, FILLED = 0.9, SQUARE = 0.96, EVEN = 0.24;
const not = (mask) => mask.map((inside) => 1 - inside);

export function negative(picture) {
  return isLightOnDark(picture) ? inverse(picture) : picture;
}

function isLightOnDark(picture) {
  const lighter = standsOutLighter(picture), small = shrunk(picture, TONES_SIDE);
  const { pixels, height, width } = small, threshold = betweenTones(pixels);
  const dark = Uint8Array.from(pixels, (value) => value <= threshold);
  const border = dark.filter((_, at) => isBorder(at, height, width));
  const framed = 2 * count(border) - border.length;
  if (!framed || framed > 0 === lighter || Math.min(height, width) < NARROWEST) return lighter;
  return fillsPicture(small, framed > 0 ? not(dark) : dark) ? framed > 0 : lighter;
}

function isBorder(at, height, width) {
  return at < width || at >= (height - 1) * width || at % width === 0 || at % width === width - 1;
}

function standsOutLighter(picture) {
  const small = shrunk(picture, GROUND_SIDE);
  const size = Math.max(3, Math.floor(2 * SHADOW * Math.min(small.height, small.width)));
  const ground = medianFiltered(small, size).pixels;
  return small.pixels.reduce((sum, value, at) => sum + (value - ground[at]) ** 3, 0) > 0;
}

function betweenTones(pixels) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  let threshold = mean(pixels);
  for (let step = 0; step < HALVINGS; step++) {
    const below = pixels.filter((value) => value <= threshold);
    if (below.length === pixels.length) return threshold;
    threshold = (mean(below) + mean(pixels.filter((value) => value > threshold))) / 2;
  }
  return threshold;
}

function fillsPicture(small, marked) {
  const { height, width } = small;
  if (sides(marked, height, width).some((share) => share >= WHOLE)) return false;
  const { labels, boxes } = components(small, (at) => marked[at]), sizes = new Int32Array(boxes.length);
  for (const label of labels) if (label) sizes[label - 1]++;
  const first = sizes.indexOf(Math.max(...sizes)), [top, left, bottom, right] = boxes[first];
  const largest = Uint8Array.from(labels, (label) => label === first + 1);
  const filled = count(withoutHoles(largest, height, width)), rest = not(marked);
  if (hasWriting(rest, largest, filled, height, width)) return false;
  if (isBlock(count(largest), filled, bottom - top, right - left)) return false;
  const paper = sides(rest, height, width).filter((share) => share >= WHOLE).length;
  const cut = !sides(rest, height, width, 1).some((share) => share >= WHOLE);
  const corners = [top, bottom - 1].flatMap((row) => [left, right - 1].map((column) => row * width + column));
  const round = corners.filter((at) => largest[at]).length <= 1;
  return paper === 0 || paper === 4 || cut || (round && isEven(small, marked));
}

/** How much of each side of a mask is set, so many pixels further in. */
function sides(mask, height, width, further = 0) {
  const along = (length) => Array.from({ length: length - 2 * further }, (_, at) => at + further);
  const share = (places) => places.reduce((sum, at) => sum + mask[at], 0) / places.length;
  const across = (row) => share(along(width).map((column) => row * width + column));
  const down = (column) => share(along(height).map((row) => row * width + column));
  return [across(further), across(height - 1 - further), down(further), down(width - 1 - further)];
}

function hasWriting(rest, sheet, filled, height, width) {
  const { labels, boxes } = components({ height, width }, (at) => rest[at]);
  const cut = new Set(labels.filter((_, at) => isBorder(at, height, width)));
  return boxes.some(([top, left, bottom, right], number) => {
    const part = Uint8Array.from(labels, (label) => label === number + 1), size = count(part);
    if (cut.has(number + 1) || bottom - top < TALL * height || size / part.length < INKED) return false;
    if (size < PLAIN * regionOf(part, { height, width }).size) return true;
    const { inside, size: whole } = regionOf(sheet, { height, width });
    return filled > FILLED * whole && squareness(inside, width) > SQUARE;
  });
}

function isBlock(size, filled, tall, wide) {
  const withoutHole = filled - size < INKED * filled;
  return filled > FULL * tall * wide && withoutHole && Math.max(tall, wide) < LONG * Math.min(tall, wide);
}

function isEven({ pixels, height, width }, marked) {
  const core = shrunkBy(marked, height, width, 1), where = count(core) ? core : marked;
  const [least, most] = [0.05, 0.95].map((share) => quantile(pixels.filter((_, at) => where[at]), share));
  const mean = (mask) => pixels.reduce((sum, value, at) => sum + (mask[at] ? value : 0), 0) / count(mask);
  return most - least < EVEN * Math.abs(mean(marked) - mean(not(marked)));
}
