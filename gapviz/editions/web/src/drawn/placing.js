/** Normalisation of a digit that was cut out: unsharp mask, stroke width, size and centring; as
gapviz/imaging/photo/placing.py, where each number comes from. Lengths are in pixels of MNIST's images. */

import { BOX, SIDE, centreOfMass, centred, cut, inkBox, reframe } from "../frame.js";
import { clamp } from "../shifts/tools/pixels.js";
import { halfToEven } from "../shifts/tools/rounding.js";
import { clipped, distances, gaussian, mapped, pictureOf, quantile, resized, zoomed } from "./filters.js";
import { HALF } from "./ink.js";

const FINE = 4, STROKES = [2.35, 4.09], SHARPER = 1, REACH = 0.5, DARKEST = 0.9;
const { fround } = Math;

export function sharp(piece) {
  const longest = Math.max(piece.height, piece.width);
  const around = padded(piece, Math.max(2, Math.floor(longest / 10)));
  const enlarged = BOX * SIDE * FINE / longest, size = [around.height, around.width];
  const fine = enlarged > 1 ? zoomed(around, size.map((length) => halfToEven(length * enlarged))) : around;
  if (!fine.pixels.some((value) => value > HALF)) return piece;
  const blurred = gaussian(fine, REACH * strokeWidth(fine)).pixels;
  const sharper = fine.pixels.map((value, at) => value + fround(SHARPER * fround(value - blurred[at])));
  const full = quantile(sharper.filter((_, at) => fine.pixels[at] > HALF), DARKEST);
  return pictureOf(fine.height, fine.width, sharper.map((value) => clipped(value / full)));
}

export function thickness(piece) {
  const fine = framed(piece, FINE * SIDE);
  if (!fine.pixels.some((value) => value > HALF)) return piece;
  const width = strokeWidth(fine) / FINE, side = BOX * SIDE;
  const wanted = clamp(width, ...STROKES);
  const more = (wanted - width) / (2 * (1 - wanted / side));
  const solid = mapped(fine, (value) => Number(value > HALF)), paper = mapped(solid, (value) => 1 - value);
  const [inside, outside] = [solid, paper].map((part) => distances(part).pixels);
  return mapped(fine, (_, at) => {
    const depth = inside[at] - outside[at];
    return clipped(depth - Math.sign(depth) / 2 + more * FINE + 0.5);
  });
}

/** How wide the strokes are: the mean distance to the edge of a bar is a quarter of its width. */
function strokeWidth(fine) {
  const solid = mapped(fine, (value) => Number(value > HALF)), depth = distances(padded(solid, 1)).pixels;
  const inside = depth.filter((far) => far > 0);
  return inside.length ? 4 * inside.reduce((sum, far) => sum + far, 0) / inside.length : 0;
}

export function box(piece) {
  const image = framed(piece, SIDE), found = inkBox(image.pixels, SIDE, SIDE);
  return moved(image, found.extent.map((length) => Math.floor((SIDE - length) / 2)), found);
}

/** The digit, its aspect kept, fills the whole image. */
export function squeezed(piece) {
  const size = [piece.height, piece.width], longest = Math.max(...size);
  const small = resized(piece, size.map((length) => Math.max(1, halfToEven(length * SIDE / longest))));
  const [top, left] = [small.height, small.width].map((length) => Math.floor((SIDE - length) / 2));
  return pictureOf(SIDE, SIDE, cut(small.pixels, small.height, small.width, -top, -left, [SIDE, SIDE]));
}

export function centre(image) {
  const { pixels, height, width } = image, found = inkBox(pixels, height, width);
  const middle = centreOfMass(pixels, height, width).map((place, axis) => place - found.start[axis]);
  return moved(image, centred(middle, found.extent, [SIDE, SIDE]), found);
}

function moved(image, offset, { start, extent }) {
  if (!extent[0]) return image;
  const { pixels, height, width } = image, [top, left] = start.map((place, axis) => place - offset[axis]);
  return pictureOf(height, width, cut(pixels, height, width, top, left, [height, width]));
}

function framed({ pixels, height, width }, side) {
  return pictureOf(side, side, reframe(pixels, height, width, [side, side]));
}

function padded({ pixels, height, width }, margin) {
  const size = [height + 2 * margin, width + 2 * margin];
  return pictureOf(...size, cut(pixels, height, width, -margin, -margin, size));
}
