// The head of the chapter, or the alt text of a figure, stands here until the app has drawn its own, or has
// something else to say.
{
  const DRAWN = ".gv-title, .gv-foot, [class*='st-key-figure-'], .stException";
  const app = document.getElementById("root"), first = document.querySelector(".gv-first");
  new MutationObserver((_, watch) => {
    if (!app.querySelector(DRAWN)) return;
    watch.disconnect();
    first.remove();
  }).observe(app, { childList: true, subtree: true });
}

// Streamlit tells the page around it what becomes of its connection; a page of its own hears that itself. It
// asks on until the server answers, also one that was started anew.
{
  const GRACE = 2_000; // milliseconds; a phone that wakes up is back by then
  const AWAY = "The server of this article is away. What you see stays, and the controls move again as soon as "
    + "it is back: this page asks for it by itself.";
  const GONE = "The server of this article is away, and this page no longer asks for it: load it again later.";
  const note = document.currentScript.previousElementSibling;
  let connected = false, waits;
  addEventListener("message", ({ source, data }) => {
    if (source !== window || data?.stCommVersion !== 1) return;
    const lost = data.type === "WEBSOCKET_DISCONNECTED" || (data.type === "CLIENT_ERROR_DIALOG" && !connected);
    if (data.type === "WEBSOCKET_CONNECTED") {
      connected = true;
      clearTimeout(waits);
      note.hidden = true;
    } else if (lost) {
      connected = false;
      clearTimeout(waits);
      waits = setTimeout(() => {
        note.textContent = data.attemptingToReconnect === false ? GONE : AWAY;
        const app = document.querySelector(".stApp");
        if (app) note.style.colorScheme = getComputedStyle(app).colorScheme;
        note.hidden = false;
      }, GRACE);
    }
  });
}
