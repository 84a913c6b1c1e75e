/** What a step did to a drawing, as gapviz/imaging/photo/effects.py, where each number comes from. */

const SEEN = 0.5 / 255;

/** Returns {kind, amount}; before the drawing is `inked`, nothing on it is ink. */
export function effect(before, after, inked) {
  if (after.pieces && !before.pieces) return { kind: "found", amount: after.pieces.length };
  const [pictures, others] = [before, after].map((page) => page.pieces ?? [page.picture]);
  if (pictures.every((picture, place) => alike(picture, others[place]))) return { kind: "nothing", amount: 0 };
  const [old, rest] = [before.picture, after.picture];
  if (after.pieces) return { kind: "changed", amount: 0 };
  if (rest.pixels.length < old.pixels.length) {
    return { kind: "cropped", amount: rest.pixels.length / old.pixels.length };
  }
  if (inked && rest.pixels.every((value, at) => value <= old.pixels[at])) {
    return { kind: "erased", amount: 1 - sum(rest) / sum(old) };
  }
  return { kind: "changed", amount: 0 };
}

function alike(one, other) {
  if (one === other) return true;
  const near = (value, at) => Math.abs(value - other.pixels[at]) <= SEEN;
  return one.height === other.height && one.width === other.width && one.pixels.every(near);
}

const sum = ({ pixels }) => pixels.reduce((total, value) => total + value, 0);
