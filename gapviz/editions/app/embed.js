// An embed tells the page around it how high it is, from its first text on, and leaves the history of that page
// alone. A frame whose origin is taken from it, by a sandbox without allow-same-origin, gets none of Streamlit's
// scripts: there the picture stays that stands for readers without any.
{
  const CALM = 50; // milliseconds; a figure is drawn in parts
  const figure = new URLSearchParams(location.search).get("figure");
  let shown, told, waits;
  const sizes = new ResizeObserver(() => {
    clearTimeout(waits);
    waits = setTimeout(tell, CALM);
  });

  if (window.origin !== "null") document.querySelector(".gv-still")?.remove();
  if (parent !== window) history.pushState = history.replaceState.bind(history);
  look();
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });

  function look() {
    const now = document.querySelector(".gv-first") ?? document.querySelector(".stMainBlockContainer");
    if (!now || now === shown) return;
    sizes.disconnect();
    sizes.observe(shown = now);
  }

  function tell() {
    const height = Math.ceil(shown.getBoundingClientRect().height);
    if (!height || height === told) return;
    parent.postMessage({ type: "gapviz:height", figure, height: told = height }, "*");
  }
}
