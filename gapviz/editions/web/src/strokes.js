/** Strokes grafted onto real digits, in their own thickness and darkness, as gapviz/imaging/strokes draws
them. Where a stroke goes is not looked for here: gapviz/editions/web/strokes.py hands its places over.

Images are Float32Array of 28 x 28; points are [x, y] in pixels, the centre of the first pixel at 0, 0;
lengths are in pixels, angles in degrees. `reframed` says whether the digit is brought back into MNIST's
frame with its stroke. A digit without a place, and a stroke of no length, come back as they are. */

import { DamagedPack } from "./engine/pack.js";
import { SIDE, reframe } from "./frame.js";
import { clamp } from "./shifts/tools/pixels.js";

const TAPER = 0.8; // a pen lifts as it ends a flag: its radius there, in radii of the stem
const DOT = 1e-8; // square pixels; a shorter stroke runs in no direction of its own
const SLANT = 55; // degrees: a slash rises so unless told
const DEGREE = Math.PI / 180;

/** What the columns of packed places are, by finder, in the order of gapviz/editions/web/strokes.py. */
const PLACES = {
  find_stem: [7, ([x, y, right, bottom, lean]) => ({ top: [x, y], bottom: [right, bottom], lean })],
  find_leg: [4, ([x, y]) => ({ middle: [x, y] })],
  find_ring: [4, ([x, y]) => ({ centre: [x, y] })],
  find_top: [4, ([x, y]) => ({ corner: [x, y] })],
};

/** The places of a finder, one a digit, out of what strokes.py packed: an ArrayBuffer of float32, row by
row. Throws DamagedPack where it ends within a row. */
export function places(finder, packed) {
  const [width] = PLACES[finder], count = packed.byteLength / (4 * width);
  if (!Number.isInteger(count)) {
    throw new DamagedPack(`The pack of ${finder} cannot be read: it ends within row ${Math.floor(count)}.`);
  }
  const numbers = new Float32Array(packed);
  return Array.from({ length: count }, (_, row) => placeAt(finder, numbers, row));
}

/** The place of one digit, number `row`, out of packed numbers, a Float32Array. */
export function placeAt(finder, numbers, row) {
  const [width, named] = PLACES[finder];
  const [thickness, darkness, ...rest] = numbers.subarray(row * width, (row + 1) * width);
  return { thickness, darkness, found: thickness > 0, ...named(rest) };
}

/** The 1 with a flag: a stroke from its upper end, at 0 degrees along the stem, at 90 square to it, to the
left. */
export function addFlag(image, stem, angle, length, reframed = true) {
  const turn = angle * DEGREE - stem.lean, radius = stem.thickness / 2, [x, y] = stem.top;
  const tip = [x - length * Math.sin(turn), y + length * Math.cos(turn)];
  return grafted(image, stem, [{ start: stem.top, end: tip, radius, tip: TAPER * radius }], length, reframed);
}

/** The 1 with a foot, whose middle is under the stem's lower end. */
export function addFoot(image, stem, length, reframed = true) {
  return grafted(image, stem, [bar(stem.bottom, length, 0, stem)], length, reframed);
}

/** The 1 with serifs: a stroke across either end of its stem. */
export function addSerifs(image, stem, length, reframed = true) {
  const both = [stem.top, stem.bottom].map((end) => bar(end, length, 0, stem));
  return grafted(image, stem, both, length, reframed);
}

/** The 7 with a crossbar through its leg. */
export function addCrossbar(image, leg, length, tilt = 0, reframed = true) {
  return grafted(image, leg, [bar(leg.middle, length, tilt, leg)], length, reframed);
}

/** The 0 with a slash through its centre, which rises by `angle`. */
export function addSlash(image, ring, length, angle = SLANT, reframed = true) {
  return grafted(image, ring, [bar(ring.centre, length, angle, ring)], length, reframed);
}

/** The 0 with a dot in its centre. */
export function addDot(image, ring, diameter, reframed = true) {
  const { centre } = ring, radius = diameter / 2;
  return grafted(image, ring, [{ start: centre, end: centre, radius, tip: radius }], diameter, reframed);
}

/** The 6 with a straight top: what is above its corner goes, and a bar is drawn from there, which rises by
`slope`. */
export function straightenSix(image, top, slope, length, reframed = true) {
  const { corner, thickness } = top, radius = thickness / 2, turn = slope * DEGREE;
  const end = [corner[0] + length * Math.cos(turn), corner[1] - length * Math.sin(turn)];
  const bar = { start: corner, end, radius, tip: radius };
  return grafted(image, top, [bar], length, reframed, corner[1]);
}

/** The shifts that are grafts, by their names in the article: the finder of their places, and `add`, the
digit with the stroke, of an image, its place, the levels that Python declares, and whether it is reframed. */
export const GRAFTS = {
  flag: graft(addFlag, "find_stem", "angle", "length"),
  foot: graft(addFoot, "find_stem", "length"),
  serifs: graft(addSerifs, "find_stem", "length"),
  crossbar: graft(addCrossbar, "find_leg", "length", "tilt"),
  slash: graft(addSlash, "find_ring", "length", "angle"),
  dot: graft(addDot, "find_ring", "diameter"),
  straight_top: graft(straightenSix, "find_top", "slope", "length"),
};

function graft(add, finder, ...levels) {
  const inOrder = (given) => levels.map((level) => given[level]);
  return { finder, add: (image, place, given, reframed) => add(image, place, ...inOrder(given), reframed) };
}

/** A straight stroke whose middle is `middle`, its right end raised by `tilt`, as thick as the digit's
own. */
function bar([x, y], length, tilt, { thickness }) {
  const across = length / 2 * Math.cos(tilt * DEGREE), up = length / 2 * Math.sin(tilt * DEGREE);
  const radius = thickness / 2;
  return { start: [x - across, y + up], end: [x + across, y - up], radius, tip: radius };
}

/** The image with `strokes` in the digit's own darkness, its rows above `first` rubbed out before; the page grows
for those that are to be reframed. */
function grafted(image, place, strokes, length, reframed, first = 0) {
  if (!place.found || !(length > 0)) return image.slice();
  const boxes = strokes.map(boxOf), grown = reframed ? boxes : [];
  const [left, top] = ["left", "top"].map((side) => -Math.min(0, ...grown.map((box) => box[side])));
  const width = left + Math.max(SIDE, ...grown.map((box) => box.right + 1));
  const height = top + Math.max(SIDE, ...grown.map((box) => box.bottom + 1));
  const page = new Float32Array(height * width);
  for (let row = first; row < SIDE; row++) {
    page.set(image.subarray(row * SIDE, (row + 1) * SIDE), (row + top) * width + left);
  }
  strokes.forEach((stroke, number) => {
    lay(page, { height, width, left, top }, stroke, boxes[number], place.darkness);
  });
  return reframed ? reframe(page, height, width) : page;
}

/** The first and the last column and row that a stroke may reach. */
function boxOf({ start, end, radius, tip }) {
  const reach = Math.max(radius, tip) + 0.5;
  const [left, top] = start.map((place, axis) => Math.floor(Math.min(place, end[axis]) - reach));
  const [right, bottom] = start.map((place, axis) => Math.ceil(Math.max(place, end[axis]) + reach));
  return { left, top, right, bottom };
}

/** Draw one stroke onto a page with margins: each pixel is covered as far as its centre lies within the
edge. A stroke narrower than a pixel never covers one whole: it is as faint as its area asks. */
function lay(page, { height, width, left, top }, { start, end, radius, tip }, box, darkness) {
  const [x, y] = [end[0] - start[0], end[1] - start[1]], square = Math.max(x * x + y * y, DOT);
  const least = Math.min(radius, tip, 0.5), shade = 2 * darkness * least / (least + 0.5) ** 2;
  const bottom = Math.min(box.bottom, height - top - 1), edge = Math.min(box.right, width - left - 1);
  for (let row = Math.max(box.top, -top); row <= bottom; row++) {
    for (let column = Math.max(box.left, -left); column <= edge; column++) {
      const right = column - start[0], down = row - start[1];
      const inside = clamp((right * x + down * y) / square, 0, 1);
      const distance = Math.hypot(right - inside * x, down - inside * y);
      const covered = clamp(radius + 0.5 + inside * (tip - radius) - distance, 0, 1);
      const at = (row + top) * width + column + left;
      page[at] = Math.max(page[at], covered * shade);
    }
  }
}
