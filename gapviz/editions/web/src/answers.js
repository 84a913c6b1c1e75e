/** What logits say: the answer, and how probable each class is. */

/** The first place of the largest of `count` values from place `from` on, counted from there; or of all. */
export function largest(values, from = 0, count = values.length) {
  let best = 0;
  for (let place = 1; place < count; place++) if (values[from + place] > values[from + best]) best = place;
  return best;
}

/** The probabilities of the classes, of the logits of one image. */
export function softmax(logits) {
  const most = Math.max(...logits), weights = Array.from(logits, (logit) => Math.exp(logit - most));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
