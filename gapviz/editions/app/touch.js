// A tap on a chart counts for its mark. Plotly takes the mark over which the mouse was last, and a finger has
// never been anywhere, so that the tap before would count: the mouse is said to come first. Loaded once,
// however often it is mounted.
const FLAG = "gapvizTouch";

export default function () {
  if (document.documentElement.dataset[FLAG]) return;
  document.documentElement.dataset[FLAG] = "on";
  document.addEventListener("touchstart", come, { capture: true, passive: true });
}

function come(event) {
  if (event.touches.length !== 1 || !event.target.closest?.(".js-plotly-plot")) return;
  const { clientX, clientY } = event.touches[0];
  event.target.dispatchEvent(new MouseEvent("mousemove", { clientX, clientY, bubbles: true }));
}
