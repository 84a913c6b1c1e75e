/** Charts: the picture that came with the page, until Plotly draws over it where the reader is. */

const CONFIG = { displayModeBar: false, responsive: true };
const ON_A_SLIDE = 1.5;
const LARGER = {
  font: ["size"],
  marker: ["size"],
  line: ["width"],
  margin: ["t", "r", "b", "l"],
  annotations: ["xshift", "yshift"],
  layout: ["height"],
}; // by the part of a chart: numbers that are pixels
const AHEAD = "600px"; // so far below the screen charts are drawn before they are seen

/** Returns a chart as Plotly takes it, with its template inside; on a slide all that is read is larger. */
function sized({ data, layout, template }) {
  const times = document.documentElement.classList.contains("slide") ? ON_A_SLIDE : 1;
  const whole = template ? { ...layout, template: structuredClone(template) } : layout;
  if (times !== 1) enlarge({ data, layout: whole }, times);
  return { data, layout: whole };
}

/** Makes letters, lines, dots, margins and the height in a part of a chart so many times as large. */
function enlarge(part, times, within = "") {
  const known = LARGER[within.endsWith("font") ? "font" : within] ?? [];
  for (const [name, value] of Object.entries(part ?? {})) {
    if (typeof value === "object") enlarge(value, times, Array.isArray(part) ? within : name);
    else if (typeof value === "number" && known.includes(name)) part[name] = times * value;
  }
}

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
    const { data, layout } = sized({ ...structuredClone(wanted), template });
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
    if (names.length) Plotly.relayout(plot, sized({ layout: structuredClone(parts) }).layout);
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
