/** Colours that stay when a chart leaves its page, whose style sheet gives its text a tone for each ground.

    `facts.colours` has by name the tone on light ground and on dark ground: page, ink, soft, line, well,
    right, wrong, other, and the fills; `facts.tones` the same by the colours of a chart. The theme `host`
    takes the ink of wherever the chart comes to stand, INK in its place, and leaves the others as they are. */

export const INK = "currentColor";
const FAINT_TEXT = 0.8; // opacity of ticks and titles, as the page has them

/** Returns the colours of a theme, light unless it is dark, by name. */
export function coloursOf({ facts }, theme) {
  const side = theme === "dark" ? 1 : 0;
  return Object.fromEntries(Object.entries(facts.colours).map(([name, tones]) => [name, tones[side]]));
}

/** Returns red, green and blue of a colour like #2A8FCB. */
export const rgb = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));

/** Returns a colour in part on another one, as #RRGGBB. */
export function mixed(colour, ground, share) {
  const [one, other] = [rgb(colour), rgb(ground)];
  const parts = one.map((part, at) => Math.round(share * part + (1 - share) * other[at]));
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`.toUpperCase();
}

const each = (value, change) => (Array.isArray(value) ? value.map(change) : change(value));

/** Returns a chart as {data, layout} with its template, in the colours of a theme: light, dark or host. */
export function themed(taken, theme) {
  const { facts, drawing, template } = taken;
  const { data, layout } = structuredClone(drawing.chart ?? { data: [], layout: {} });
  const host = theme === "host";
  const now = coloursOf(taken, theme);
  const printed = facts.colours.ink[0]; // of text on cells, which stays; of frames, which do not
  const ink = host ? INK : now.ink;
  const soft = host ? INK : mixed(now.ink, now.page, FAINT_TEXT);
  const tone = (colour) => (host ? colour : (facts.tones[colour]?.[theme === "dark" ? 1 : 0] ?? colour));
  const text = (colour) => (colour === printed ? colour : ink);
  const plain = layout.font?.color;
  layout.template = structuredClone(template ?? {});
  layout.font = { ...layout.font, color: soft };
  layout.legend = { ...layout.legend, font: { ...layout.legend?.font, color: ink } };
  layout.annotations = (layout.annotations ?? []).map((note) => ({
    ...note,
    font: { ...note.font, color: tone(note.font?.color ?? plain) },
  }));
  layout.shapes = (layout.shapes ?? []).map((shape) =>
    shape.line?.color === printed ? { ...shape, line: { ...shape.line, color: ink } } : shape,
  );
  for (const trace of data)
    if (trace.type === "bar" || /text/.test(trace.mode ?? ""))
      trace.textfont = { ...trace.textfont, color: each(trace.textfont?.color, text) };
  for (const [name, axis] of Object.entries(layout))
    if (/^[xy]axis\d*$/.test(name)) layout[name] = inTone(axis, soft);
  return { data, layout };
}

/** Returns an axis whose own fonts, if any, take a colour. */
function inTone(axis, color) {
  const made = { ...axis };
  if (axis.tickfont) made.tickfont = { ...axis.tickfont, color };
  if (axis.title?.font) made.title = { ...axis.title, font: { ...axis.title.font, color } };
  return made;
}
