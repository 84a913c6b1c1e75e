// A swipe that begins on a chart scrolls the page, and a tap counts for the mark under the finger. Plotly would
// take either for the beginning of a drag. It is not told of fingers: what a browser makes of a tap, a mouse that
// comes, presses and lets go, it understands. Loaded once, however often it is mounted.
const FLAG = "gapvizTouch";

export default function () {
  if (document.documentElement.dataset[FLAG]) return;
  document.documentElement.dataset[FLAG] = "on";
  document.addEventListener("touchstart", keep, { capture: true, passive: true });
}

function keep(event) {
  if (event.target.closest?.(".js-plotly-plot")) event.stopPropagation();
}
