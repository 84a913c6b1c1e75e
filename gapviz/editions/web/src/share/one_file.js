/** One file that holds a figure a skeleton (web/embed.py), whose marks are filled in. */

import { escaped } from "../page/markup.js";
import { files } from "../page/packs.js";
import { embedAddress, publicLink } from "./addresses.js";
import { svg } from "./svg.js";
import { oneLine } from "./words.js";

const MARK = /\[gapviz:(\w+)\]/g;

const json = (value) => JSON.stringify(value ?? null).replaceAll("<", "\\u003c");

/** Returns a script's text as it can stand in a page: nothing in it ends the element that holds it. */
const script = (text) => text.replace(/<\/(?=script)/gi, "<\\/").replaceAll("<!--", "<\\!--");

/** Returns a style sheet's text as it can stand in a page. */
const sheet = (text) => text.replace(/<(?=\/style|!--)/gi, "\\3c ");

/** Returns the script that makes a global of the text of a function; a whole script as it is. */
const named = (name, text) => (/^\s*function\b/.test(text) ? `var ${name}=(${text})();` : text);

/** Returns a drawing without its table, which no page shows. */
const bare = ({ table, ...rest }) => rest;

/** Returns what each mark stands for, of a figure in its state, scripts and styles, packs and a picture. */
export function filled(taken, sources, packs, picture) {
  const { drawing, text, chosen = {}, addresses = {}, pairs = [] } = taken;
  const { theme, plain, slide } = chosen;
  const classes = [["light", "dark"].includes(theme) && theme, plain && "plain", slide && "slide"];
  const latest = embedAddress({ ...taken, chosen: {} });
  const alt = escaped(oneLine(text.alt || text.caption));
  const inside = packs.map(
    ([file, content]) =>
      `<script type="application/json" data-pack="${escaped(file)}">${json(content)}</script>`,
  );
  return {
    classes: classes.filter(Boolean).join(" "),
    style: sheet(sources.style),
    fonts: sheet(sources.fonts),
    picture:
      picture && `<img alt="${alt}" src="data:image/svg+xml;charset=utf-8,${encodeURIComponent(picture)}">`,
    headline: escaped(text.headline ?? ""),
    caption: escaped(text.caption ?? ""),
    listing: drawing.listing ?? "",
    code: escaped(drawing.code ?? ""),
    page: escaped(publicLink(taken) || "#"),
    latest: escaped(/^https?:/i.test(latest) ? latest : "#"),
    published: json(bare(taken.published)),
    template: json(taken.template),
    opens: json({
      pairs,
      drawing: bare(drawing),
      addresses,
      chosen: { theme, plain: Boolean(plain), slide: Boolean(slide) },
    }),
    packs: inside.join("\n"),
    plotly: script(named("Plotly", sources.plotly)),
    gapviz: script(named("gapviz", sources.gapviz)),
  };
}

/** Returns a file that holds the figure. A pack, or a picture, that cannot be had is left out.

    `sources` are {gapviz, plotly: the scripts' own texts, style, fonts, pack(file) -> Promise of content}. */
export async function oneFile(taken, sources) {
  const packs = await Promise.all(
    files(taken).map((file) =>
      sources.pack(file).then(
        (content) => [file, content],
        () => null,
      ),
    ),
  );
  const { Plotly } = { ...globalThis, ...sources };
  const picture = await svg(taken, Plotly, { bare: true }).catch(() => "");
  const parts = filled(taken, sources, packs.filter(Boolean), picture);
  return taken.skeleton.replace(MARK, (mark, name) => parts[name] ?? mark);
}
