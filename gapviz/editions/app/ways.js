// A link of prose to another chapter opens it in this visit, in the state in which the reader left it: by the
// page's own link to that chapter, which is hidden. Streamlit's would open it in another window, as a new
// visit, as it does a link to a state, which is to be what it says. A section, or the figure that a link names,
// is gone to as soon as it stands there, and held in place while charts above it still grow, for as long as the
// reader does nothing; a chapter alone opens at its head. Loaded once, however often it is mounted.
const FLAG = "gapvizWays";
const PAUSE = 100, PATIENCE = 20_000, CALM = 2_000;
const DRAWN = '[data-test-script-state="notRunning"]';
const TO_COME = '[data-testid="stSkeleton"], .stPlotlyChart:not(:has(.main-svg))';
const ACTS = ["wheel", "touchstart", "pointerdown", "keydown"];

export default function () {
  if (document.documentElement.dataset[FLAG]) return;
  document.documentElement.dataset[FLAG] = "on";
  document.addEventListener("click", go, { capture: true });
  const figure = new URLSearchParams(location.search).get("figure");
  if (figure) arrive(() => document.querySelector(`.st-key-figure-${CSS.escape(figure)}`), location.pathname);
  else if (location.hash) arrive(section(location.hash), location.pathname);
}

function go(event) {
  const link = event.target.closest?.(".stMarkdown a[href]");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.origin !== location.origin || link.pathname === location.pathname || link.search) return;
  const name = link.pathname.split("/").pop(); // the front page has none, and is the first
  const way = document.querySelector(name ? `.st-key-way-${CSS.escape(name)} a` : ".st-key-ways a");
  if (!way) return;
  event.preventDefault();
  way.click();
  arrive(link.hash && section(link.hash), link.pathname);
}

function section(hash) {
  return () => document.getElementById(decodeURIComponent(hash.slice(1)));
}

// Go to what `find` finds, or to the head of a chapter.
function arrive(find, path) {
  const acted = new AbortController(), end = performance.now() + PATIENCE;
  const { signal } = acted;
  for (const act of ACTS) addEventListener(act, () => acted.abort(), { capture: true, passive: true, signal });
  let last, calm = 0;
  (function hold() {
    if (signal.aborted || performance.now() > end) return acted.abort();
    const page = document.querySelector(".stMain");
    const there = find ? find() : page;
    if (there && location.pathname === path) {
      const drawn = document.querySelector(DRAWN) && !page.querySelector(TO_COME);
      calm = page.scrollTop === last && drawn ? calm + PAUSE : 0;
      if (calm >= CALM) return acted.abort();
      if (find) there.scrollIntoView();
      else page.scrollTo(0, 0);
      last = page.scrollTop;
    }
    setTimeout(hold, PAUSE);
  })();
}
