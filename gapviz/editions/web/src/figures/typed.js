/** The figure of chapter 4 in which a reader types digits: what
gapviz/figures/chapters/c04_typeface_closely.py reads. */

import { largest, softmax } from "../answers.js";
import { SIDE } from "../frame.js";

/** How a network reads the ten `digits` of a typeface (`faceDigits`), in their order: {answer, confidence}
each. */
export function readFace(network, digits) {
  const n = digits.length / (SIDE * SIDE), logits = network.logits(digits, n), classes = logits.length / n;
  return Array.from({ length: n }, (_, digit) => {
    const shares = softmax(logits.subarray(digit * classes, (digit + 1) * classes));
    const answer = largest(shares, 0, classes);
    return { answer, confidence: shares[answer] };
  });
}

/** What a text of digits is read as, one by one, by whoever reads a face's digits so. */
export function readText(text, read) {
  return Array.from(text, (digit) => read[Number(digit)].answer).join("");
}
