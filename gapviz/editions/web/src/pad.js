// The pad's own side: strokes in, strokes out, as drawing.py names them. Vectors, so that they are sharp on
// every screen and take the page's ink in either theme.

const SVG = "http://www.w3.org/2000/svg";
const STEP = 8, LITTLE = 2; // of an arrow key, and with Shift
const NEAR = 1.5; // points nearer to the last one are left out
const WAYS = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
  Home: [-1, -1], PageUp: [1, -1], End: [-1, 1], PageDown: [1, 1],
};
const pads = new WeakMap();

// Whoever shows the pad calls this again with every answer; a new edition of the paper is taken, an echo is not.
// `meanwhile`, where there is one, hears of strokes of which the last is still being drawn.
export default function ({ parentElement, data, setStateValue, meanwhile }) {
  if (!pads.has(parentElement)) pads.set(parentElement, new Pad(parentElement, data));
  const pad = pads.get(parentElement);
  pad.send = () => setStateValue("drawing", { edition: pad.edition, strokes: pad.strokes, pen: pad.pen });
  pad.meanwhile = meanwhile;
  if (pad.edition !== data.edition) pad.take(data);
  pad.showAnswer(data.answer);
}

const round = number => Math.round(10 * number) / 10;
const clamp = (number, low, high) => Math.min(Math.max(number, low), high);
const middle = ([x, y], [u, v]) => [(x + u) / 2, (y + v) / 2];

function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

// The way of the pen by one of its points: from the middle before it to the middle after it.
function piece(points, place) {
  const [x, y, width] = points[place];
  const from = place ? middle(points[place - 1], points[place]) : [x, y];
  const to = place + 1 < points.length ? middle(points[place], points[place + 1]) : [x, y];
  return element("path", { d: `M${from}Q${x},${y} ${to}`, "stroke-width": width });
}

// One stroke; its pieces overlap, so its paleness is the group's.
function drawn({ ink, points }) {
  const group = element("g", { opacity: ink / 100 });
  group.append(...points.map((_, place) => piece(points, place)));
  return group;
}

class Pad {
  constructor(root, { limits, presets }) {
    const parts = "paper drawing point size ink undo clear presets status answer";
    for (const name of parts.split(" ")) {
      this[`${name}Part`] = root.querySelector(`.${name}`);
    }
    this.root = root.querySelector(".pad");
    this.limits = limits;
    this.place = [limits.side / 2, limits.side / 2];
    this.held = new Set();
    this.paperPart.firstElementChild.setAttribute("viewBox", `0 0 ${limits.side} ${limits.side}`);
    this.listenToPointer();
    this.listenToKeys();
    this.listenToSliders();
    this.undoPart.onclick = () => this.undo();
    this.clearPart.onclick = () => this.strokes.length && this.change([], "Cleared");
    for (const [name, lines] of presets) this.presetsPart.append(this.preset(name, lines));
  }

  // Take a drawing that the browser does not know yet. Its strokes can be undone one by one.
  take({ edition, strokes, pen }) {
    Object.assign(this, { edition, strokes, pen: { ...pen }, stroke: null });
    this.history = strokes.map((_, place) => strokes.slice(0, place));
    this.show();
    this.showPen();
  }

  // Put another drawing on the paper, and tell.
  change(strokes, what) {
    this.history.push(this.strokes);
    this.settle(strokes, what);
  }

  undo() {
    if (this.stroke) return this.abandon();
    if (this.history.length) this.settle(this.history.pop(), "Undone");
  }

  settle(strokes, what) {
    this.strokes = strokes;
    this.show();
    this.say(`${what}. ${strokes.length} ${strokes.length === 1 ? "stroke" : "strokes"} on the paper`);
    this.send();
  }

  say(words) {
    this.statusPart.textContent = words;
  }

  show() {
    this.drawingPart.replaceChildren(...this.strokes.map(drawn));
    this.root.classList.toggle("empty", !this.strokes.length && !this.stroke);
    this.undoPart.setAttribute("aria-disabled", !this.history.length);
    this.clearPart.setAttribute("aria-disabled", !this.strokes.length);
  }

  // What the drawing is read as, and how sure that is; a question where nothing is drawn.
  showAnswer(answer) {
    const [read, sure] = answer && this.strokes.length ? answer : ["?", ""];
    this.answerPart.querySelector("strong").textContent = read;
    this.answerPart.querySelector("span").textContent = sure;
  }

  // The pen: down, along, up.

  down(x, y, width) {
    this.room = this.limits.points - this.strokes.reduce((sum, { points }) => sum + points.length, 0);
    if (this.room < 1 || this.strokes.length >= this.limits.strokes) return this.say("The paper is full");
    this.stroke = { ink: this.pen.ink, points: [this.point(x, y, width)] };
    this.line = drawn(this.stroke);
    this.drawingPart.append(this.line);
    this.root.classList.remove("empty");
  }

  along(x, y, width) {
    const { points } = this.stroke, next = this.point(x, y, width), [u, v] = points.at(-1);
    if (Math.hypot(next[0] - u, next[1] - v) < NEAR || points.length >= this.room) return;
    points.push(next);
    this.line.lastChild.replaceWith(piece(points, points.length - 2));
    this.line.append(piece(points, points.length - 1));
    this.meanwhile?.([...this.strokes, this.stroke]);
  }

  up() {
    const { stroke } = this;
    this.stroke = null;
    if (stroke) this.change([...this.strokes, stroke], "Pen up");
  }

  abandon() {
    this.stroke = null;
    this.show();
    this.say("Stroke left out");
  }

  point(x, y, width) {
    const { side, margin, width: [least, most] } = this.limits;
    const places = [x, y].map(place => round(clamp(place, -margin, side + margin)));
    return [...places, round(clamp(width, least, most))];
  }

  // Mouse, pen and finger.

  listenToPointer() {
    const paper = this.paperPart;
    paper.onpointerdown = event => {
      if (event.button || !event.isPrimary || this.stroke) return;
      paper.setPointerCapture(event.pointerId);
      this.root.classList.remove("keys");
      this.down(...this.read(event));
    };
    paper.onpointermove = event => {
      if (!this.stroke || !paper.hasPointerCapture(event.pointerId)) return;
      const events = event.getCoalescedEvents?.() ?? [];
      for (const each of events.length ? events : [event]) this.along(...this.read(each));
    };
    paper.onlostpointercapture = () => this.up();
  }

  // A pen's pressure changes its width by less than half; a mouse and a finger have none.
  read(event) {
    const box = this.paperPart.getBoundingClientRect(), scale = this.limits.side / box.width;
    const pressed = event.pointerType === "pen" ? 0.6 + 0.8 * event.pressure : 1;
    this.place = [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
    return [...this.place, this.pen.size * pressed];
  }

  // The keyboard; arrows held together move aslant.

  listenToKeys() {
    const paper = this.paperPart;
    paper.onkeydown = event => {
      const chord = event.ctrlKey || event.metaKey || event.altKey;
      if (chord && event.key === "z") this.undo();
      else if (chord || !this.press(event.key, event)) return;
      event.preventDefault();
    };
    paper.onkeyup = event => this.held.delete(event.key);
    paper.onfocus = () => this.root.classList.toggle("keys", paper.matches(":focus-visible"));
    paper.onblur = () => {
      this.held.clear();
      this.up();
      this.root.classList.remove("keys");
    };
    this.showPoint();
  }

  // Do what a key asks; return whether it asks for anything.
  press(key, { shiftKey, repeat }) {
    if (key in WAYS) this.move(key, shiftKey ? LITTLE : STEP);
    else if (key === " " || key === "Enter") repeat || this.turn();
    else if (key === "Backspace" || key === "Delete") this.undo();
    else if (key === "Escape" && this.stroke) this.abandon();
    else return false;
    this.root.classList.add("keys");
    this.showPoint();
    return true;
  }

  move(key, step) {
    this.held.add(key);
    for (const held of this.held) {
      const { side } = this.limits;
      this.place = this.place.map((place, axis) => clamp(place + step * WAYS[held][axis], 0, side));
    }
    if (this.stroke) this.along(...this.place, this.pen.size);
  }

  turn() {
    if (this.stroke) return this.up();
    this.down(...this.place, this.pen.size);
    if (this.stroke) this.say("Pen down");
  }

  showPoint() {
    const [x, y] = this.place;
    const placed = { cx: x, cy: y, r: 6 };
    for (const [name, value] of Object.entries(placed)) this.pointPart.setAttribute(name, value);
    this.root.classList.toggle("down", Boolean(this.stroke));
  }

  // Pen size, ink, and presets.

  listenToSliders() {
    for (const name of ["size", "ink"]) {
      const slider = this[`${name}Part`];
      [slider.min, slider.max] = this.limits[name];
      slider.oninput = () => {
        this.pen[name] = Number(slider.value);
        this.showPen();
      };
      slider.onchange = () => this.send();
    }
  }

  showPen() {
    for (const [name, unit] of [["size", "px"], ["ink", "%"]]) {
      const slider = this[`${name}Part`], [low, high] = this.limits[name];
      slider.value = this.pen[name];
      slider.style.setProperty("--share", (this.pen[name] - low) / (high - low));
      this.root.querySelector(`.${name}-shown`).textContent = `${this.pen[name]} ${unit}`;
      slider.setAttribute("aria-valuetext", `${this.pen[name]} ${unit}`);
    }
  }

  // A button that shows the strokes that it puts on the paper.
  preset(name, lines) {
    const button = document.createElement("button"), { side } = this.limits;
    const strokes = (ink, width) => lines.map(line => ({ ink, points: line.map(([x, y]) => [x, y, width]) }));
    const icon = element("svg", { viewBox: `0 0 ${side} ${side}`, "aria-hidden": true });
    icon.append(...strokes(100, 22).map(drawn));
    button.append(icon);
    Object.assign(button, { type: "button", title: name, ariaLabel: `Start from ${name}` });
    button.onclick = () => this.change(strokes(this.pen.ink, this.pen.size), `Started from ${name}`);
    return button;
  }
}
