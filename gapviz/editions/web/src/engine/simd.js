/** The kernel in WebAssembly (kernel.ts), behind the interface of plain.js: places are counted in floats. */

const PAGE = 65536;

/** Returns the kernel, or throws where there is no WebAssembly, no SIMD, or a policy that forbids it. */
export async function simd(bytes) {
  const { instance } = await WebAssembly.instantiate(bytes, {});
  const { memory, read } = instance.exports;
  let heap = new Float32Array(memory.buffer);
  return {
    kind: "wasm",

    get heap() {
      return heap;
    },

    grow(floats) {
      const missing = Math.ceil((4 * floats - memory.buffer.byteLength) / PAGE);
      if (missing > 0) memory.grow(missing);
      if (heap.buffer !== memory.buffer) heap = new Float32Array(memory.buffer); // growing detaches the old
    },

    read(plan, weights, pages, images, n, logits) {
      read(4 * plan, 4 * weights, 4 * pages, 4 * images, n, 4 * logits);
    },
  };
}
