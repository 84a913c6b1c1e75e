/** An embed: one figure alone, in a frame of somebody's page, or in a file that holds everything. */

import * as address from "./address.js";

const KEPT = { theme: ["light", "dark"], plain: ["1"], slide: ["1"] }; // what theme.js reads

/** Returns those pairs of a hash that say how an embed looks, and stay in it whatever its state. */
export function looks({ given }) {
  return [...given].filter(([key, text]) => Object.hasOwn(KEPT, key) && KEPT[key].includes(text));
}

/** Returns what a page is told, with what a file that holds everything has in elements of their own. */
export function whole(page) {
  const opens = json("gv-opens");
  if (!opens) return page;
  const figure = { ...page.figures[page.embed], ...json("gv-published") };
  const figures = { ...page.figures, [page.embed]: figure };
  return { ...page, figures, template: json("gv-template"), opens };
}

function json(id) {
  const element = document.getElementById(id);
  return element && JSON.parse(element.textContent);
}

/** Returns the address of a state of a figure on another page, which has it in its hash or in its query. */
export function there(page, anchor, pairs) {
  if (!page.includes("?")) return page + address.hash(anchor, pairs);
  return [page, address.joined(pairs)].filter(Boolean).join("&");
}

/** Returns what brings the links at the foot to a state: a function of its pairs, and of the page's looks. */
export function foot(name) {
  const found = [...document.querySelectorAll(".gv-foot a")];
  const links = found.map((link) => [link, link.getAttribute("href").split("#")[0]]);
  for (const [link, page] of links) if (!page) link.removeAttribute("href"); // of a file from nowhere
  return (pairs, looks) => {
    for (const [link, page] of links.filter(([, page]) => page)) {
      const home = link.classList.contains("gv-home");
      link.href = home ? there(page, `figure-${name}`, pairs) : there(page, "", [...pairs, ...looks]);
    }
  };
}

/** Tells the page around, whoever that is, how high the figure is, whenever that changes. */
export function reportHeight(figure) {
  if (parent === window) return;
  let last = 0;
  const watch = new ResizeObserver(() => {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (height !== last) parent.postMessage({ type: "gapviz:height", figure, height }, "*");
    last = height;
  });
  watch.observe(document.body);
}
