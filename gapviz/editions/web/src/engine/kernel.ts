/** Convolutions in WebAssembly with SIMD; what a plan is, plan.py says. Lengths there are floats.

Pages have a border of zeros and channels innermost, so that a row of the kernel reads floats in one run.
Eight outputs are worked out at a time for four pixels, whose maximum is what pooling keeps. */

const HEAD: usize = 11 * 4;
const STEP: usize = 16 * 4;

// @ts-ignore: decorator
@inline
function word(plan: usize, index: usize): i32 {
  return load<i32>(plan + (index << 2));
}

// @ts-ignore: decorator
@inline
function floats(plan: usize, index: usize): usize {
  return <usize>word(plan, index) << 2;
}

/** Eight outputs for four pixels, at a, b, c and d: stored `gap` bytes apart, or their maximum once. */
function window(
  a: usize, b: usize, c: usize, d: usize, row: usize, run: usize, kernel: usize,
  weights: usize, floor: v128, pool: bool, to: usize, gap: usize,
): void {
  let a0 = v128.load(weights), a1 = v128.load(weights, 16);
  let b0 = a0, b1 = a1, c0 = a0, c1 = a1, d0 = a0, d1 = a1;
  weights += 32;
  for (; kernel > 0; --kernel) {
    for (let i: usize = 0; i < run; i += 4) {
      const w0 = v128.load(weights), w1 = v128.load(weights, 16);
      let x = v128.load32_splat(a + i);
      a0 = f32x4.add(a0, f32x4.mul(x, w0));
      a1 = f32x4.add(a1, f32x4.mul(x, w1));
      x = v128.load32_splat(b + i);
      b0 = f32x4.add(b0, f32x4.mul(x, w0));
      b1 = f32x4.add(b1, f32x4.mul(x, w1));
      x = v128.load32_splat(c + i);
      c0 = f32x4.add(c0, f32x4.mul(x, w0));
      c1 = f32x4.add(c1, f32x4.mul(x, w1));
      x = v128.load32_splat(d + i);
      d0 = f32x4.add(d0, f32x4.mul(x, w0));
      d1 = f32x4.add(d1, f32x4.mul(x, w1));
      weights += 32;
    }
    a += row;
    b += row;
    c += row;
    d += row;
  }
  a0 = f32x4.pmax(floor, a0);
  a1 = f32x4.pmax(floor, a1);
  if (pool) {
    a0 = f32x4.pmax(f32x4.pmax(a0, b0), f32x4.pmax(c0, d0));
    a1 = f32x4.pmax(f32x4.pmax(a1, b1), f32x4.pmax(c1, d1));
  } else {
    v128.store(to + gap, f32x4.pmax(floor, b0));
    v128.store(to + gap, f32x4.pmax(floor, b1), 16);
    v128.store(to + 2 * gap, f32x4.pmax(floor, c0));
    v128.store(to + 2 * gap, f32x4.pmax(floor, c1), 16);
    v128.store(to + 3 * gap, f32x4.pmax(floor, d0));
    v128.store(to + 3 * gap, f32x4.pmax(floor, d1), 16);
  }
  v128.store(to, a0);
  v128.store(to, a1, 16);
}

/** One layer: of one image, or where its output is a single pixel of four images at once. */
function layer(step: usize, weights: usize, pages: usize, image: usize): void {
  const inputStep = floats(step, 1), row = floats(step, 2), pixel = floats(step, 3);
  const kernel = <usize>word(step, 4), run = floats(step, 5);
  const outputStep = floats(step, 7), outputRow = floats(step, 8), outputs = floats(step, 9);
  const side = <usize>word(step, 10), pool = word(step, 11) == 2;
  const input = pages + floats(step, 0) + image * inputStep;
  const output = pages + floats(step, 6) + image * outputStep;
  const floor = f32x4.splat(word(step, 12) ? 0 : -Infinity);
  const block: usize = 32 + 8 * run * kernel;
  let w = weights + floats(step, 13);
  for (let o: usize = 0; o < outputs; o += 32, w += block) {
    if (side == 1) {
      const a = input, b = a + inputStep, c = b + inputStep, d = c + inputStep;
      window(a, b, c, d, row, run, kernel, w, floor, false, output + o, outputStep);
      continue;
    }
    for (let y: usize = 0; y < side; ++y) {
      const to = output + y * outputRow + o;
      if (pool) {
        for (let x: usize = 0; x < side; ++x) {
          const a = input + 2 * (y * row + x * pixel), b = a + pixel, c = a + row, d = c + pixel;
          window(a, b, c, d, row, run, kernel, w, floor, true, to + x * outputs, 0);
        }
      } else {
        for (let x: usize = 0; x < side; x += 4) {
          const first = min(x, side - 4);
          const a = input + y * row + first * pixel, b = a + pixel, c = b + pixel, d = c + pixel;
          window(a, b, c, d, row, run, kernel, w, floor, false, to + first * outputs, outputs);
        }
      }
    }
  }
}

/** Reads n images, side * side floats each, and writes their logits, one image behind the other. */
export function read(plan: usize, weights: usize, pages: usize, images: usize, n: i32, logits: usize): void {
  const layers = <usize>word(plan, 0), convolutions = <usize>word(plan, 1);
  const side = <usize>word(plan, 2), classes = <usize>word(plan, 3);
  const input = pages + floats(plan, 4), inputStep = floats(plan, 5), inputRow = floats(plan, 6);
  const mean = load<f32>(plan + 28), std = load<f32>(plan + 32);
  const steps = plan + HEAD;
  const answers = pages + floats(steps + (layers - 1) * STEP, 6);
  const answersStep = floats(steps + (layers - 1) * STEP, 7);
  for (let from = 0; from < n; from += 4) {
    const count = <usize>min(4, n - from);
    for (let image: usize = 0; image < count; ++image) {
      for (let y: usize = 0; y < side; ++y) {
        const to = input + image * inputStep + y * inputRow;
        for (let x: usize = 0; x < side; ++x, images += 4) {
          store<f32>(to + (x << 2), (load<f32>(images) - mean) / std);
        }
      }
      for (let l: usize = 0; l < convolutions; ++l) layer(steps + l * STEP, weights, pages, image);
    }
    for (let l: usize = convolutions; l < layers; ++l) layer(steps + l * STEP, weights, pages, 0);
    for (let image: usize = 0; image < count; ++image, logits += classes << 2) {
      memory.copy(logits, answers + image * answersStep, classes << 2);
    }
  }
}
