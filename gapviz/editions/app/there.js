// A click on a chart may set what is seen elsewhere. Where that is off the screen, the page goes there, and a
// button leads back until the chart is on the screen again. Each click counts once, however often it is told.
const CLICK = "gapvizClick", HEAD = 60;
const SEEN = ".gv-digits, .stPlotlyChart";
const CALM = matchMedia("(prefers-reduced-motion: reduce)");

export default function ({ data }) {
  const page = document.documentElement.dataset;
  if (!data?.turn || page[CLICK] === data.turn) return;
  page[CLICK] = data.turn;
  document.querySelector(".gv-back")?.remove();
  const [from, to] = [data.from, data.to].map((name) => document.querySelector(`.st-key-figure-${name}`));
  const own = from === to;
  const seen = to?.querySelector(own ? ".gv-digits" : SEEN);
  if (!from || !seen || onScreen(seen)) return;
  go(seen, own ? "nearest" : "start");
  if (!own) offerBack(from, to);
}

function onScreen(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return top >= HEAD && bottom <= innerHeight;
}

function go(element, block) {
  element.tabIndex = -1;
  element.focus({ preventScroll: true });
  element.scrollIntoView({ behavior: CALM.matches ? "auto" : "smooth", block });
}

// The button stands in the figure that was gone to, and leaves the page with it.
function offerBack(from, to) {
  const chart = from.querySelector(".stPlotlyChart") ?? from, button = document.createElement("button");
  Object.assign(button, { type: "button", className: "gv-back" });
  button.textContent = `Back to ${from.querySelector(".gv-caption strong")?.textContent ?? "the list"}`;
  let away = false;
  const watch = new IntersectionObserver(([{ isIntersecting }]) => {
    if (away && isIntersecting) {
      watch.disconnect();
      button.remove();
    }
    away ||= !isIntersecting;
  });
  button.onclick = () => go(chart, "center");
  watch.observe(chart);
  to.append(button);
}
