// While a slider is dragged or moved by keyboard, its figure's digit, the answer and the chart's marks follow the
// thumb; Streamlit acts on release, and then the figure is drawn anew and the count follows. `frameAt` gives what
// stands at a value: here out of frames that were sent, and nothing else knows where they come from.
const SERVED = ".gv-caption";
/* Of a figure, the last that the app draws anew, and never without a change of its state. */
const OWN = ".gv-digit[data-drag]";
const COUNTED = ".gv-headline, .gv-caption";

export default function ({ data }) {
  const panel = document.querySelector(`.st-key-figure-${data.figure}`);
  if (!panel) return;
  let frameAt = () => null;
  unpack(data).then((found) => { frameAt = found; });
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
    // What is swapped is seen here too: it is done once for a value, and again where the app wrote a tile over it.
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
    if (!data.classes) wait(panel.querySelectorAll(".stPlotlyChart"));
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

// Returns a function from a value to its frame, or to null where there is none.
async function unpack({ low, step, sheet, size: [height, width], ink, labels, verdicts, alts, probabilities }) {
  const picture = new Image();
  picture.src = sheet;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height * labels.length;
  const paper = canvas.getContext("2d", { willReadFrequently: true });
  paper.drawImage(picture, 0, 0);
  const shares = new Float32Array(Uint8Array.from(atob(probabilities), (letter) => letter.charCodeAt(0)).buffer);
  const classes = shares.length / labels.length;
  return (value) => {
    const at = Math.round((value - low) / step);
    if (!(at >= 0 && at < labels.length)) return null;
    return {
      pixels: paper.getImageData(0, at * height, width, height), ink,
      label: labels[at], verdict: verdicts[at], alt: alts[at],
      probabilities: shares.subarray(at * classes, (at + 1) * classes),
    };
  };
}

// Puts a frame in the place of the figure's tile, however that is drawn: it is hidden, and a tile of our own stands
// there. When the app writes a new tile, both are gone.
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
  box.style.aspectRatio = `${frame.pixels.width}/${frame.pixels.height}`;
  box.setAttribute("aria-label", frame.alt);
  words.className = frame.verdict;
  words.textContent = frame.label;
  paint(box.firstChild, frame);
}

// Ink takes the page's own colour, also where a reader's system forces one; colour stays as it is.
function paint(canvas, { pixels, ink }) {
  canvas.style.cssText = "position:absolute;inset:0;width:100%;height:100%;image-rendering:pixelated";
  canvas.width = pixels.width;
  canvas.height = pixels.height;
  const paper = canvas.getContext("2d");
  if (!ink) return paper.putImageData(pixels, 0, 0);
  const mask = new ImageData(pixels.width, pixels.height);
  for (let at = 0; at < mask.data.length; at += 4) mask.data[at + 3] = pixels.data[at];
  paper.putImageData(mask, 0, 0);
  paper.globalCompositeOperation = "source-in";
  paper.fillStyle = getComputedStyle(canvas).color;
  paper.fillRect(0, 0, canvas.width, canvas.height);
}

function restore(panel) {
  for (const own of panel.querySelectorAll(OWN)) {
    own.nextElementSibling.style.display = "";
    own.remove();
  }
}

// Brings the chart's bars, or its marks at the slider's value, to a frame, at most once a picture of the screen.
const due = new WeakMap();
function chart(panel, { classes, label, colours }, value, frame) {
  const plot = panel.querySelector(".js-plotly-plot");
  if (!plot?.data || !window.Plotly?.update || !classes || !frame) return;
  const shares = [...frame.probabilities];
  const answer = shares.indexOf(Math.max(...shares));
  cancelAnimationFrame(due.get(plot));
  due.set(plot, requestAnimationFrame(() => {
    if (!plot.isConnected) return;
    if (classes.length) {
      const marks = classes.map((_, place) => 2 * place + 1);
      const shape = { "shapes[0].x0": value, "shapes[0].x1": value };
      const y = classes.map((k) => [shares[k]]);
      window.Plotly.update(plot, { x: classes.map(() => [value]), y }, shape, marks);
    } else {
      const text = shares.map((share) => `${(100 * share).toFixed(0)} %`);
      const colour = shares.map((_, k) => colours[k === label ? 0 : k === answer ? 1 : 2]);
      window.Plotly.restyle(plot, { x: [shares], text: [text], "marker.color": [colour] }, [0]);
    }
  }));
}
