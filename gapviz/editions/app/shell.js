// What Streamlit's shell around the article leaves to be done. Loaded once, however often it is mounted.
const FLAG = "gapvizShell";

export default function () {
  if (document.documentElement.dataset[FLAG]) return;
  document.documentElement.dataset[FLAG] = "on";
  keepAddresses();
  nameTheMenu();
  new MutationObserver(nameTheMenu).observe(document.body, { childList: true, subtree: true });
}

// Folded, on a phone, the menu's button says "Chapters" (see app.css), and is called so where it is read aloud.
function nameTheMenu() {
  document.querySelector('[data-testid="stExpandSidebarButton"]')?.setAttribute("aria-label", "Chapters");
}

// An entry of the browser's history is a chapter in a state, so that Back and Forward find it. Streamlit adds
// two kinds of entries that are none: as a reader leaves a chapter, its address without its state; and where
// several controls are set at once, an address for each.
function keepAddresses() {
  let left = null; // the whole address of the chapter that the reader leaves
  let acted = false; // whether the reader did anything since the last entry
  const push = history.pushState.bind(history);
  for (const kind of ["pointerdown", "keydown"]) {
    document.addEventListener(kind, () => (acted = true), { capture: true, passive: true });
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    left = link && elsewhere(link.href) && link.origin === location.origin ? location.href : null;
  }, { capture: true });
  addEventListener("popstate", () => (left = null));
  history.pushState = (state, title, url) => {
    if (elsewhere(url)) {
      if (left) history.replaceState(history.state, "", left);
      left = null;
      acted = false;
      push(state, title, url);
    } else if (left || !acted) {
      history.replaceState(state, title, url);
    } else {
      acted = false;
      push(state, title, url);
    }
  };
}

function elsewhere(url) {
  return new URL(url, location.href).pathname !== location.pathname;
}
