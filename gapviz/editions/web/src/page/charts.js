/** Charts: the picture that came with the page, until Plotly draws over it where the reader is. */

const CONFIG = { displayModeBar: false, responsive: true };
const AHEAD = "600px"; // so far below the screen charts are drawn before they are seen

/** Returns what shows a chart in a place; `clicked` hears what a clicked mark carries. */
export function chart(place, template, first, clicked) {
  let wanted = first;
  let plot = null;
  let drawn = null;
  const watch = new IntersectionObserver(
    (entries) => entries.some(({ isIntersecting }) => isIntersecting) && draw(),
    { rootMargin: AHEAD },
  );
  watch.observe(place);

  function draw() {
    if (!globalThis.Plotly || !wanted || !place.offsetWidth) return; // what waits for a guess has no width
    watch.disconnect();
    if (plot && wanted.data === drawn?.data) {
      relayout();
      return;
    }
    const { data, layout } = structuredClone(wanted);
    layout.template = template;
    const first = !plot;
    if (first) {
      plot = document.createElement("div");
      plot.className = "gv-plotted";
      plot.setAttribute("role", "img");
      plot.setAttribute("aria-label", place.firstElementChild.getAttribute("aria-label"));
      place.append(plot);
    }
    plot.style.height = `${layout.height}px`;
    Plotly.react(plot, data, layout, CONFIG);
    drawn = wanted;
    if (!first) return;
    place.querySelector(".gv-plot")?.remove();
    plot.on("plotly_click", ({ points: [point] }) => point?.customdata && clicked(point.customdata));
  }

  /** Brings the parts of the layout that changed, a mark perhaps: the rest is not drawn anew. */
  function relayout() {
    const names = Object.keys(wanted.layout).filter((name) => wanted.layout[name] !== drawn.layout[name]);
    const parts = Object.fromEntries(names.map((name) => [name, wanted.layout[name]]));
    if (names.length) Plotly.relayout(plot, structuredClone(parts));
    drawn = wanted;
  }

  return {
    /** Shows a chart; returns whether it could. */
    show(chart, alt) {
      const changed = chart !== wanted && JSON.stringify(chart) !== JSON.stringify(wanted);
      wanted = chart;
      place.firstElementChild.setAttribute("aria-label", alt);
      if (changed) draw();
      return !changed || Boolean(plot);
    },
    resize: () => plot && Plotly.Plots.resize(plot),
  };
}

/** A swipe that begins on a chart scrolls: Plotly, which would take it for a drag, is not told of fingers. */
export function leaveSwipes() {
  const keep = (event) => event.target.closest?.(".js-plotly-plot") && event.stopPropagation();
  document.addEventListener("touchstart", keep, { capture: true, passive: true });
}
