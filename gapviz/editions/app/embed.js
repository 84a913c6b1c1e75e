// An embed tells the page around it how high it is, from its first text on, and leaves that page's history alone.
// A frame whose origin is taken from it (a sandbox without allow-same-origin) gets none of Streamlit's scripts:
// there the picture stays that stands for readers without any.
{
  const figure = new URLSearchParams(location.search).get("figure");
  const still = document.querySelector(".gv-still");
  let shown, told;
  const sizes = new ResizeObserver(tell);

  if (window.origin !== "null") still?.remove();
  history.pushState = history.replaceState.bind(history);
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
    if (height && height !== told) parent.postMessage({ type: "gapviz:height", figure, height: told = height }, "*");
  }
}
