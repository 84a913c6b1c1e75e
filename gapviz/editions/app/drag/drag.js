// While a slider is dragged or moved by keyboard, its figure's digit, the answer and the chart's marks follow
// the thumb; Streamlit acts on release, and then the figure is drawn anew and the count follows. `frameAt`
// gives what stands at a value: the engine of gapviz/editions/web works it out here. Without it all waits for
// the release.
const SERVED = ".gv-caption";
/* Of a figure, the last that the app draws anew, and never without a change of its state. */
const OWN = ".gv-digit[data-drag]";
const COUNTED = ".gv-headline, .gv-caption";

export default function ({ data }) {
  const panel = document.querySelector(`.st-key-figure-${data.figure}`);
  if (!panel) return;
  let frameAt = () => null;
  frames(data).then((found) => { frameAt = found; look(); }, (error) => console.warn(error.message));
  const input = () => panel.querySelector(`.st-key-${data.slider} input[type=range]`);
  const said = () => panel.querySelector(SERVED)?.innerHTML;
  const value = () => Number(input()?.value);
  const held = () => Boolean(input()?.closest("[data-dragging]"));
  // What the server has drawn: at which value, and with which words; and the value that it was last sent.
  let drawn = { value: value(), said: said() };
  let sent = drawn.value;
  let following = false;
  let shown = null;

  function look() {
    if (said() !== drawn.said) {
      drawn = { value: held() ? sent : value(), said: said() };
      if (following && !held()) stop();
    }
    if (!held() && following && value() === drawn.value) {
      stop();
      chart(panel, data, drawn.value, frameAt(drawn.value));
    }
    const moved = held() || document.activeElement === input();
    // What is swapped is seen here too: it is done once for a value, and again where the app wrote over it.
    const done = following && shown === value() && panel.querySelector(OWN);
    if (moved && !done && (following || value() !== drawn.value)) follow();
  }

  function follow() {
    const frame = frameAt(value());
    if (!frame) return;
    following = true;
    shown = value();
    swap(panel, frame);
    chart(panel, data, value(), frame);
    wait(panel.querySelectorAll(COUNTED));
    if (data.leads) wait(document.querySelectorAll(".gv-gap"));
    if (!data.marks) wait(panel.querySelectorAll(".stPlotlyChart"));
  }

  function stop() {
    following = false;
    restore(panel);
    for (const counted of document.querySelectorAll("[data-waiting]")) delete counted.dataset.waiting;
  }

  const keep = () => { sent = value(); };
  const watcher = new MutationObserver(look);
  watcher.observe(panel, { subtree: true, childList: true, characterData: true,
    attributeFilter: ["aria-valuetext", "data-dragging"] });
  for (const release of ["pointerup", "touchend", "keyup"]) window.addEventListener(release, keep, true);
  return () => {
    watcher.disconnect();
    for (const release of ["pointerup", "touchend", "keyup"]) window.removeEventListener(release, keep, true);
    if (following) stop();
  };
}

function wait(elements) {
  for (const element of elements) element.dataset.waiting = "";
}

// Returns a promise of a function from a value to its frame, or to null where there is none.
async function frames(data) {
  await idle();
  const { load, wasm, dragged } = await once(data.script, script);
  const engine = await once("engine", () => load(wasm));
  const packed = await once(data.network.address, pack);
  return dragged(data, engine.network(packed, data.network.name));
}

// The figure comes first.
const idle = () => new Promise((resolve) => (window.requestIdleCallback ?? setTimeout)(resolve));

// What was asked for, by its address: each once a visit, and again only where it failed.
const asked = new Map();
function once(address, make) {
  if (!asked.has(address)) {
    asked.set(address, make(address));
    asked.get(address).catch(() => asked.delete(address));
  }
  return asked.get(address);
}

function script(src) {
  return new Promise((resolve, reject) => {
    const onerror = () => reject(new Error(`${src} cannot be had; digits wait for the release of a slider.`));
    const element = document.createElement("script");
    document.head.append(Object.assign(element, { src, onload: () => resolve(window.gapviz), onerror }));
  });
}

async function pack(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address} cannot be had: ${answer.status}.`);
  return answer.arrayBuffer();
}

// Puts a frame in the place of the figure's tile, however that is drawn: it is hidden, and a tile of our own
// stands there. When the app writes a new tile, both are gone.
function swap(panel, frame) {
  let own = panel.querySelector(OWN);
  if (!own) {
    const tile = panel.querySelector(".gv-digit");
    if (!tile) return;
    own = document.createElement("figure");
    own.className = "gv-digit";
    own.dataset.drag = "";
    own.innerHTML = '<div role="img"><canvas></canvas></div><figcaption></figcaption>';
    tile.before(own);
    tile.style.display = "none";
  }
  const [box, words] = own.children;
  box.style.aspectRatio = `${frame.size[1]}/${frame.size[0]}`;
  box.setAttribute("aria-label", frame.alt);
  words.className = frame.verdict;
  words.textContent = frame.label;
  paint(box.firstChild, frame);
}

// Ink takes the page's own colour, also where a reader's system forces one.
function paint(canvas, { size: [height, width], pixels }) {
  canvas.style.cssText = "position:absolute;inset:0;width:100%;height:100%;image-rendering:pixelated";
  canvas.width = width;
  canvas.height = height;
  const paper = canvas.getContext("2d");
  const mask = new ImageData(width, height);
  pixels.forEach((ink, at) => { mask.data[4 * at + 3] = ink; });
  paper.putImageData(mask, 0, 0);
  paper.globalCompositeOperation = "source-in";
  paper.fillStyle = getComputedStyle(canvas).color;
  paper.fillRect(0, 0, width, height);
}

function restore(panel) {
  for (const own of panel.querySelectorAll(OWN)) {
    own.nextElementSibling.style.display = "";
    own.remove();
  }
}

// Brings the chart's bars, or its marks at the slider's value, to a frame, at most once a screen's picture.
const due = new WeakMap();
function chart(panel, { marks, label, colours }, value, frame) {
  const plot = panel.querySelector(".js-plotly-plot");
  if (!plot?.data || !window.Plotly?.update || !marks || !frame) return;
  const { probabilities: shares, answer } = frame;
  cancelAnimationFrame(due.get(plot));
  due.set(plot, requestAnimationFrame(() => {
    if (!plot.isConnected) return;
    if (marks.length) {
      const traces = marks.map((_, place) => 2 * place + 1);
      const shape = { "shapes[0].x0": value, "shapes[0].x1": value };
      const y = marks.map((k) => [shares[k]]);
      window.Plotly.update(plot, { x: marks.map(() => [value]), y }, shape, traces);
    } else {
      const text = shares.map((share) => `${(100 * share).toFixed(0)} %`);
      const colour = shares.map((_, k) => colours[k === label ? 0 : k === answer ? 1 : 2]);
      window.Plotly.restyle(plot, { x: [shares], text: [text], "marker.color": [colour] }, [0]);
    }
  }));
}
