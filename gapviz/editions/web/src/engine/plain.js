/** The kernel in plain JavaScript, where there is no WebAssembly: what kernel.ts does, step by step.

Sums are doubles here, and four outputs are worked out at a time for two pixels: more variables than that
would leave the registers. */

const HEAD = 11;
const STEP = 16;

export function plain() {
  let heap = new Float32Array(1 << 16);
  let words = new Int32Array(heap.buffer);
  return {
    kind: "javascript",

    get heap() {
      return heap;
    },

    /** Makes the working memory hold so many floats; what is in it stays. */
    grow(floats) {
      if (floats <= heap.length) return;
      const larger = new Float32Array(Math.max(floats, Math.ceil(1.5 * heap.length)));
      larger.set(heap);
      heap = larger;
      words = new Int32Array(heap.buffer);
    },

    read(plan, weights, pages, images, n, logits) {
      readAll(heap, words, plan, weights, pages, images, n, logits);
    },
  };
}

function readAll(heap, words, plan, weights, pages, images, n, logits) {
  const [layers, convolutions, side, classes, input, inputStep, inputRow] = words.subarray(plan, plan + 7);
  const mean = heap[plan + 7];
  const std = heap[plan + 8];
  const steps = plan + HEAD;
  const last = steps + (layers - 1) * STEP;
  for (let from = 0; from < n; from += 4) {
    const count = Math.min(4, n - from);
    for (let image = 0; image < count; image++) {
      for (let y = 0; y < side; y++) {
        const to = pages + input + image * inputStep + y * inputRow;
        for (let x = 0; x < side; x++) heap[to + x] = (heap[images++] - mean) / std;
      }
      for (let l = 0; l < convolutions; l++) layer(heap, words, steps + l * STEP, weights, pages, image, 1);
    }
    for (let l = convolutions; l < layers; l++) {
      layer(heap, words, steps + l * STEP, weights, pages, 0, count);
    }
    for (let image = 0; image < count; image++, logits += classes) {
      const answers = pages + words[last + 6] + image * words[last + 7];
      heap.copyWithin(logits, answers, answers + classes);
    }
  }
}

function layer(heap, words, step, weights, pages, image, count) {
  const [input, inputStep, row, pixel, kernel, run] = words.subarray(step, step + 6);
  const [output, outputStep, outputRow, outputs, side] = words.subarray(step + 6, step + 11);
  const [pool, relu, place] = words.subarray(step + 11, step + 14);
  const start = pages + input + image * inputStep;
  const target = pages + output + image * outputStep;
  const block = 8 + 8 * run * kernel;
  const floor = relu ? 0 : -Infinity;
  for (let o = 0; o < outputs; o += 4) {
    const w = weights + place + (o >> 3) * block + (o & 4);
    if (side === 1) {
      for (let i = 0; i < count; i += 2) {
        const a = start + i * inputStep;
        pair(heap, a, a + inputStep, row, run, kernel, w, floor, target + i * outputStep + o, outputStep);
      }
      continue;
    }
    for (let y = 0; y < side; y++) {
      const to = target + y * outputRow + o;
      if (pool === 2) {
        for (let x = 0; x < side; x++) {
          const a = start + 2 * (y * row + x * pixel);
          const at = to + x * outputs;
          heap.fill(floor, at, at + 4);
          pair(heap, a, a + pixel, row, run, kernel, w, floor, at, 0);
          pair(heap, a + row, a + row + pixel, row, run, kernel, w, floor, at, 0);
        }
      } else {
        for (let x = 0; x < side; x += 2) {
          const first = Math.min(x, side - 2);
          const a = start + y * row + first * pixel;
          pair(heap, a, a + pixel, row, run, kernel, w, floor, to + first * outputs, outputs);
        }
      }
    }
  }
}

/** Four outputs for two pixels, at a and b: stored `gap` floats apart, or without a gap what is largest. */
function pair(heap, a, b, row, run, kernel, w, floor, to, gap) {
  let a0 = heap[w], a1 = heap[w + 1], a2 = heap[w + 2], a3 = heap[w + 3];
  let b0 = a0, b1 = a1, b2 = a2, b3 = a3;
  w += 8;
  for (; kernel > 0; kernel--, a += row, b += row) {
    for (let i = 0; i < run; i++, w += 8) {
      const x = heap[a + i], y = heap[b + i];
      const w0 = heap[w], w1 = heap[w + 1], w2 = heap[w + 2], w3 = heap[w + 3];
      a0 += x * w0;
      a1 += x * w1;
      a2 += x * w2;
      a3 += x * w3;
      b0 += y * w0;
      b1 += y * w1;
      b2 += y * w2;
      b3 += y * w3;
    }
  }
  if (gap === 0) {
    heap[to] = Math.max(heap[to], a0, b0);
    heap[to + 1] = Math.max(heap[to + 1], a1, b1);
    heap[to + 2] = Math.max(heap[to + 2], a2, b2);
    heap[to + 3] = Math.max(heap[to + 3], a3, b3);
    return;
  }
  heap[to] = Math.max(floor, a0);
  heap[to + 1] = Math.max(floor, a1);
  heap[to + 2] = Math.max(floor, a2);
  heap[to + 3] = Math.max(floor, a3);
  to += gap;
  heap[to] = Math.max(floor, b0);
  heap[to + 1] = Math.max(floor, b1);
  heap[to + 2] = Math.max(floor, b2);
  heap[to + 3] = Math.max(floor, b3);
}
