/** What stands around a digit and is none: rings and boxes round it, lines under and over it; as
gapviz/imaging/photo/surrounds.py, where each number comes from. Masks are pictures of 0 and 1. */

import { components, mapped, pictureOf, quantile } from "./filters.js";
import { HALF, rubbedOut } from "./ink.js";
import { boxOf, insideBox, middle, near, penWidth, runLengths } from "./ruling.js";

const MOST = 40, ROUNDS = 3, SMALLEST = 0.15, RAYS = 120, FARTHEST = 1.45, ROUND = 0.7, OUTER = 0.72;
const UNEVEN = 2.5, CLEAR = 0.5, INNER = 0.3, HANGING = 0.5, CRUMBS = 0.25, NEAR = 0.75;
const FIRM = 0.85, FIRM_OUTER = 0.8;
const BOXY = 1.12, STRAIGHT = 0.2, UPRIGHT = 0.94, TALLER = 1.2, SPANNING = 0.85, LEVEL = 0.75, SLANT = 0.2;
const WAVY = 0.025, THICK = 1.6, THINNER = 0.6, APART = 0.06, FAR = 0.6, BEYOND = 0.1, BELOW = 0.12;
const FOOT = 2, TALL = 0.5, TINY = 32;
const { PI, hypot } = Math;

/** What is drawn round a digit, or under it, is taken out. */
export function surrounds(picture) {
  let rest = mapped(picture, (value) => Number(value > HALF));
  const gone = mapped(rest, () => 0);
  const over = (mask) => flipped(underlines(flipped(mask), true));
  for (const find of [rings, underlines, over]) {
    for (let round = 0; round < ROUNDS; round++) {
      const found = find(rest);
      if (!found.pixels.some(Boolean)) break;
      found.pixels.forEach((out, at) => { if (out) gone.pixels[at] = 1; });
      rest = mapped(rest, (inked, at) => Number(inked && !found.pixels[at]));
    }
  }
  return gone.pixels.some(Boolean) ? rubbedOut(picture, gone.pixels) : picture;
}

function flipped({ pixels, height, width }) {
  return pictureOf(height, width, pixels.map((_, at) => (
    pixels[(height - 1 - Math.floor(at / width)) * width + at % width]
  )));
}

/** What of a mask, by a rule of its labels, lies in a box. */
function within(labels, width, [top, left, bottom, right], rule) {
  const part = pictureOf(bottom - top, right - left);
  return mapped(part, (_, at) => (
    Number(rule(labels[(top + Math.floor(at / part.width)) * width + left + at % part.width]))
  ));
}

/** Enters a part of a mask where its box is. */
function enter(mask, part, [top, left]) {
  part.pixels.forEach((on, at) => {
    if (on) mask.pixels[(top + Math.floor(at / part.width)) * mask.width + left + at % part.width] = 1;
  });
  return mask;
}

const lengthOf = ([top, left, bottom, right]) => Math.max(bottom - top, right - left);
const longestOf = (boxes) => boxes.reduce((most, box) => Math.max(most, lengthOf(box)), 0);

/** The numbers of the longest boxes. */
function longOnes(boxes) {
  const lengths = boxes.map(lengthOf), least = SMALLEST * longestOf(boxes);
  const order = [...lengths.keys()].sort((one, other) => lengths[other] - lengths[one]);
  return order.slice(0, MOST).filter((one) => lengths[one] >= least);
}

/** The ink of rings and boxes that have something written in them. */
function rings(mask) {
  const { labels, boxes } = components(mask, (at) => mask.pixels[at]), gone = mapped(mask, () => 0);
  for (const one of longOnes(boxes)) {
    const whole = boxes.map((box) => insideBox(box, boxes[one]));
    const part = within(labels, mask.width, boxes[one], (label) => label === one + 1);
    const solid = within(labels, mask.width, boxes[one], (label) => label && whole[label - 1]);
    const found = ring(part, solid);
    if (found) enter(gone, found, boxes[one]);
  }
  return gone;
}

/** What of `part`, a component in its box, is a ring round other ink, or null; `solid` is what is whole in
the box, that component included. */
function ring(part, solid) {
  const { height, width } = part, halves = [height / 2, width / 2], half = Math.max(...halves);
  if (Math.min(...halves) < 6) return null;
  const unit = 1 / half, steps = Math.ceil(FARTHEST / unit), rays = [];
  for (let ray = 0; ray < RAYS; ray++) {
    const angle = 2 * PI * (ray + 0.5) / RAYS;
    const way = [Math.sin(angle) * halves[0], Math.cos(angle) * halves[1]];
    const inked = (step) => {
      const [row, column] = way.map((along, axis) => Math.floor(halves[axis] + step * unit * along));
      return row >= 0 && row < height && column >= 0 && column < width && part.pixels[row * width + column];
    };
    let outer = steps - 1;
    while (outer >= 0 && !inked(outer)) outer--;
    let paper = outer;
    while (paper >= 0 && inked(paper)) paper--;
    let behind = paper;
    while (behind >= 0 && !inked(behind)) behind--;
    const scale = unit * hypot(...way);
    rays.push({ angle, outer, paper, thick: (outer - paper) * scale, clear: (paper - behind) * scale });
  }
  const met = rays.filter(({ outer }) => outer >= 0);
  if (met.length < ROUND * RAYS) return null;
  const usual = middle(met.map(({ thick }) => thick));
  const seen = met.filter(({ outer, thick, clear }) => (
    thick <= UNEVEN * usual && outer * unit >= OUTER && clear >= Math.max(2, CLEAR * usual)
  ));
  if (seen.length < ROUND * RAYS) return null;
  const edge = around(seen.map(({ angle, paper }) => [angle, unit * (paper - 0.4)]));
  const inner = mapped(solid, (inked, at) => {
    const down = (Math.floor(at / width) + 0.5 - halves[0]) / halves[0];
    const across = (at % width + 0.5 - halves[1]) / halves[1];
    return Number(inked && hypot(down, across) < edge(Math.atan2(down, across)));
  });
  const room = height - 2 * usual, reach = Math.max(1, Math.floor(NEAR * usual));
  if (inner.pixels.some((on, at) => on && !part.pixels[at])) {
    const { labels, boxes } = components(inner, (at) => inner.pixels[at] && part.pixels[at]);
    const short = boxes.map(([top, , bottom]) => bottom - top < HANGING * room);
    labels.forEach((label, at) => { if (label && short[label - 1]) inner.pixels[at] = 0; });
  }
  const found = mapped(part, (inked, at) => Number(inked && !inner.pixels[at]));
  const squares = seen.reduce((sum, { outer }) => sum + (outer * unit) ** 2, RAYS - seen.length);
  const firm = seen.filter(({ outer }) => outer * unit >= FIRM_OUTER).length >= FIRM * RAYS;
  return isWritten(inner, found, squares / RAYS < BOXY, firm, room, reach) ? found : null;
}

/** A function of an angle, between its values at some, [angle, value] in their order, all round. */
function around(places) {
  const turn = 2 * PI, last = places.length - 1;
  const far = [
    [places[last][0] - turn, places[last][1]], ...places, [places[0][0] + turn, places[0][1]],
  ];
  return (angle) => {
    const place = ((angle % turn) + turn) % turn;
    let next = 1;
    while (next < far.length - 1 && far[next][0] <= place) next++;
    const [[low, from], [high, to]] = [far[next - 1], far[next]];
    return from + (to - from) / (high - low) * (place - low);
  };
}

/** Whether what is `inner` in a ring is more than the dot or the slash of a 0. */
function isWritten(inner, found, oval, firm, room, reach) {
  const { labels, boxes } = components(inner, (at) => inner.pixels[at]);
  const large = boxes.map((box) => lengthOf(box) > CRUMBS * longestOf(boxes));
  const heights = boxes.filter((_, one) => large[one]).map(([top, , bottom]) => bottom - top);
  const height = heights.reduce((most, each) => Math.max(most, each), 0);
  if (height < INNER * room) return false;
  const written = [...labels.keys()].filter((at) => labels[at] && large[labels[at] - 1]);
  const hangs = written.some((at) => near(found, at, reach));
  if (hangs && (!firm || height < HANGING * room)) return false;
  if (large.filter(Boolean).length > 1 || !oval) return true;
  const rows = written.map((at) => Math.floor(at / inner.width));
  const columns = written.map((at) => at % inner.width);
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [row, column] = [mean(rows), mean(columns)];
  const spread = (one, other) => (
    written.reduce((sum, _, at) => sum + one(at) * other(at), 0) / (written.length - 1)
  );
  const [y, x] = [(at) => rows[at] - row, (at) => columns[at] - column];
  const down = spread(y, y), aside = spread(x, x), cross = spread(y, x);
  const half = (down + aside) / 2, radius = hypot((down - aside) / 2, cross);
  if (half - radius > STRAIGHT ** 2 * (half + radius)) return true;
  const upright = Math.cos(Math.atan2(2 * cross, down - aside) / 2);
  const slanted = upright < UPRIGHT && found.height >= TALLER * found.width;
  return !hangs && !slanted && height <= SPANNING * room;
}

/** The ink of lines under digits, or `over` them in a picture upside down. */
function underlines(mask, over = false) {
  const { labels, boxes } = components(mask, (at) => mask.pixels[at]), gone = mapped(mask, () => 0);
  const lengths = runLengths(mask), pen = penWidth(mask);
  for (const one of longOnes(boxes)) {
    const part = within(labels, mask.width, boxes[one], (label) => label === one + 1);
    const line = lowestLine(part, lengths, mask.width, boxes[one], THICK * pen);
    if (!line) continue;
    const whole = enter(mapped(mask, () => 0), line, boxes[one]);
    if (isApart(whole, labels, one + 1, over)) enter(gone, line, boxes[one]);
  }
  return gone;
}

/** The straight line that `part`, a component in its box, ends with below along all its width, or null;
`lengths` are those of the upright runs of the whole mask, so many pixels `wide`. */
function lowestLine(part, lengths, wide, [top, left], thickest) {
  const { height, width, pixels } = part;
  if (width < 12) return null;
  const below = Array.from({ length: width }, (_, column) => {
    let row = height - 1;
    while (!pixels[row * width + column]) row--;
    return row;
  });
  const half = Math.floor(width / 2);
  const slope = middle(below.slice(half).map((row, at) => row - below[at])) / half;
  if (Math.abs(slope) > SLANT) return null;
  const level = below.map((row, column) => row - slope * column), usualLevel = middle(level);
  const on = level.map((row) => Math.abs(row - usualLevel) <= Math.max(WAVY * width, 1.5));
  const thick = below.map((row, column) => lengths[(top + row) * wide + left + column]);
  const usual = on.some(Boolean) ? quantile(thick.filter((_, column) => on[column]), 0.3) : 0;
  const ends = Math.max(2, Math.floor(width / 20));
  const share = (some) => some.filter(Boolean).length / some.length;
  const reached = Math.min(share(on.slice(0, ends)), share(on.slice(-ends)));
  if (share(on) < LEVEL || usual > thickest || reached < 0.5) return null;
  return mapped(part, (inked, at) => {
    const column = at % width, depth = below[column] - Math.floor(at / width);
    const cut = thick[column] <= 1.5 * usual + 1 ? thick[column] : Math.ceil(usual);
    return Number(inked && on[column] && depth >= 0 && depth < cut);
  });
}

/** Whether a line of the component `own` is no stroke of what stands on it. */
function isApart(line, labels, own, over) {
  const { labels: rest, boxes } = components(line, (at) => labels[at] && !line.pixels[at]);
  const [first, left, beyondLast, right] = boxOf(line), length = right - left, { width: wide } = line;
  const columns = new Set();
  line.pixels.forEach((on, at) => { if (on) columns.add(at % wide); });
  const thick = line.pixels.reduce((sum, on) => sum + on, 0) / columns.size;
  const tall = ([top, , bottom]) => bottom - top, across = ([, start, , stop]) => stop - start;
  const tallest = (some) => some.reduce((most, box) => Math.max(most, tall(box)), 0);
  const numbers = boxes.map((box, one) => ({ box, number: one + 1 })).filter(({ box }) => {
    const bar = tall(box) <= 2 * thick + WAVY * across(box) && across(box) >= 3 * tall(box);
    const shared = Math.min(box[3], right) - Math.max(box[1], left);
    return box[0] < first && shared >= 0.5 * across(box) && !bar;
  }).filter(({ box }) => first - box[2] <= FAR * tallest(boxes));
  const least = CRUMBS * tallest(numbers.map(({ box }) => box));
  const above = numbers.filter(({ box }) => tall(box) >= least);
  if (!above.length) return false;
  const [top, start, bottom, stop] = above.map(({ box }) => box).reduce((all, box) => (
    all.map((edge, side) => (side < 2 ? Math.min(edge, box[side]) : Math.max(edge, box[side])))
  ));
  const height = bottom - top, width = stop - start, gap = first - bottom;
  if (gap > FAR * height || height < 3 * thick) return false;
  const beyond = Math.min(start - left, right - stop), written = new Set(above.map(({ number }) => number));
  const pen = penWidth(mapped(line, (_, at) => Number(written.has(rest[at]))));
  if (thick > THICK * pen) return false;
  const detached = !rest.some((label, at) => written.has(label) && labels[at] === own);
  const reaching = beyond >= BEYOND * length, thin = thick <= THINNER * pen;
  const high = above.map(({ box }) => box).filter((box) => tall(box) >= TALL * height);
  high.sort((one, other) => one[1] - other[1]);
  const several = high.some((box, one) => one && box[1] >= high[one - 1][3] - 0.2 * height);
  if (detached) {
    const clear = gap >= APART * height && !over;
    return length >= 0.5 * width && (reaching || thin || (several && beyond >= 0) || clear);
  }
  if (bottom > beyondLast - 1 + BELOW * height || length < TINY) return false;
  if (several || thin) return several ? beyond >= 0 : reaching;
  return reaching && !over && length >= FOOT * height;
}
