/** Where a figure in its state is to be had: `taken.addresses` {page, embed, pinned} with the state put in.

    An address with a question mark in it is the app's, which has figure and state in the query; any other is
    a static page, which has them behind the `#`. Of a scheme that is not the web’s it counts as none. */

import { hash, joined } from "../page/address.js";

const SCHEMES = ["http:", "https:", "file:"];
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
const UNSEEN = /[\u0000-\u0020\u007f]/g; // browsers leave them out of an address, and so out of its scheme

/** Returns an address of the web, or a relative one; an empty string for any other, as of javascript. */
export function web(address) {
  const bare = String(address ?? "").replace(UNSEEN, "");
  const scheme = bare.match(SCHEME)?.[0].toLowerCase();
  return scheme && !SCHEMES.includes(scheme) ? "" : bare;
}

function withState(address, anchor, pairs) {
  const bare = web(address).replace(/#.*$/, "");
  if (!bare) return "";
  if (!bare.includes("?")) return bare + hash(anchor, pairs);
  const said = joined(pairs);
  const between = !said || /[?&]$/.test(bare) ? "" : "&";
  return bare + between + said;
}

/** Returns the link to a figure on its page, in its state. */
export function link({ name, addresses, pairs }) {
  return withState(addresses?.page, `figure-${name}`, pairs ?? []);
}

/** Returns the address of a figure alone, in its state and as was `chosen`: theme, plain, slide, pinned. */
export function embedAddress({ addresses, pairs, chosen = {} }) {
  const address = String((chosen.pinned ? addresses?.pinned : addresses?.embed) ?? "");
  const themed = ["light", "dark"].includes(chosen.theme);
  const theme = address.includes("?") ? ["embed_options", `${chosen.theme}_theme`] : ["theme", chosen.theme];
  const more = [
    ...(themed ? [theme] : []),
    ...(chosen.plain ? [["plain", "1"]] : []),
    ...(chosen.slide ? [["slide", "1"]] : []),
  ];
  return withState(address, "", [...(pairs ?? []), ...more]);
}

/** Returns the link for others: none where the page lies on a disk of the reader's. */
export function publicLink(taken) {
  const found = link(taken);
  return /^https?:/i.test(found) ? found : "";
}
