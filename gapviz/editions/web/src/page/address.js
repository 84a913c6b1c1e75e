/** The state in the hash: `#section&figure.parameter=value`, by the app's own keys. It is untrusted. */

function decoded(text) {
  try {
    return decodeURIComponent(text.replace(/\+/g, " "));
  } catch {
    return text;
  }
}

/** Returns the anchor of a hash, and what it says by key. */
export function parse(hash) {
  const given = new Map();
  let anchor = "";
  for (const part of hash.replace(/^#/, "").split("&")) {
    const end = part.indexOf("=");
    if (end > 0) given.set(decoded(part.slice(0, end)), decoded(part.slice(end + 1)));
    else anchor ||= decoded(part);
  }
  return { anchor, given };
}

/** Returns pairs of key and text as they stand in a hash, and in the query of the app. */
export function joined(pairs) {
  return [...pairs].map((pair) => pair.map(encodeURIComponent).join("=")).join("&");
}

/** Returns a hash, empty where there is nothing to say. */
export function hash(anchor, pairs) {
  const said = [anchor && encodeURIComponent(anchor), joined(pairs)].filter(Boolean).join("&");
  return said && `#${said}`;
}

const LONGEST = 120;

/** Returns the name of a file of a figure in a state, pairs of key and text, as gapviz/editions/article/
address.py has it: the figure, and what is not as published. */
export function fileName(name, pairs, ending) {
  const said = ([key, text]) => `${key.split(".").slice(1).join("-")}-${text}`;
  const all = [name, ...[...pairs].sort(([one], [other]) => (one < other ? -1 : 1)).map(said)].join(".");
  const safe = all.replace(/[^\w.-]+/g, "_").replace(/\.{2,}/g, ".").replace(/^\./, "");
  return `${safe.slice(0, LONGEST).replace(/\.$/, "")}.${ending}`;
}

/** Returns a guess as a fraction; null where nothing is given, or no whole number from 0 to 100. */
export function guess(text) {
  return /^\d{1,3}$/.test(text ?? "") && Number(text) <= 100 ? Number(text) / 100 : null;
}
