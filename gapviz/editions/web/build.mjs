/** Makes built/ of src/: `npm ci && npm run build`. The same sources give the same bytes everywhere.

    engine.wasm   the kernel of the engine, from AssemblyScript
    gapviz.js     all the rest, as a classic script with one global, `gapviz`; the kernel is inside
    plotly.js     plotly.js with three kinds of trace, global `Plotly`, whose own text is `Plotly.source`
    licences      of what is inside plotly.js, package by package
    sources       sha256 of what they were made of, so that a test without node knows if they are of today */

import asc from "assemblyscript/asc";
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

const AT = new URL("built/", import.meta.url);
const ROOT = new URL(".", import.meta.url).pathname;
const SHARED = {
  absWorkingDir: ROOT,
  bundle: true,
  format: "iife",
  minify: true,
  write: false,
  target: ["es2020", "safari15"],
  charset: "utf8",
  logLevel: "warning",
};

async function kernel() {
  const options = "-O3 --converge --runtime stub --enable simd --noAssert --initialMemory 1".split(" ");
  const { error, stderr } = await asc.main(
    ["src/engine/kernel.ts", "--outFile", "built/engine.wasm", "--baseDir", ROOT, ...options],
  );
  if (error) throw new Error(stderr.toString());
}

async function bundle(entry, globalName, options = {}) {
  const made = await build({ ...SHARED, entryPoints: [entry], globalName, metafile: true, ...options });
  if (made.warnings.length) throw new Error(`${entry}: ${made.warnings[0].text}`);
  return { code: made.outputFiles[0].text, inputs: Object.values(made.metafile.outputs)[0].inputs };
}

/** A script that knows its own text, so that a worker can be made of it: no file is fetched for one. */
async function script() {
  const { code } = await bundle("src/browser.js", "gapviz", { loader: { ".wasm": "binary" } });
  return `var gapviz=(function make(){${code}gapviz.source=String(make);return gapviz})();\n`;
}

async function charts() {
  const theirs = readFileSync(new URL("node_modules/plotly.js/dist/plotly.min.js", import.meta.url), "utf8");
  const made = await bundle("src/plotly.js", "Plotly", {
    define: { global: "window" },
    banner: { js: theirs.slice(0, theirs.indexOf("*/") + 2) },
    footer: { js: "Plotly=Plotly.default;" },
    legalComments: "eof",
    loader: { ".css": "empty" }, // of maps, which are not in it
  });
  const source = "{get:()=>String(make)}"; // asked for, and not kept: it is a megabyte
  const knows = `Object.defineProperty(Plotly,"source",${source});return Plotly`;
  return { ...made, code: `var Plotly=(function make(){${made.code}${knows}})();\n` };
}

/** The licence of each package that a bundle has a part of. */
function licences(inputs) {
  const packages = Object.keys(inputs).map((name) => name.match(/^.*node_modules\/(@[^/]+\/)?[^/]+/)?.[0]);
  const texts = [...new Set(packages.filter(Boolean))].sort().map((folder) => {
    const at = new URL(`${folder}/`, import.meta.url);
    const { name, version, license } = JSON.parse(readFileSync(new URL("package.json", at)));
    const file = readdirSync(at).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? readFileSync(new URL(file, at), "utf8") : "(without a text)";
    return `${name} ${version}: ${license}\n\n${text.replace(/\r/g, "").trim()}\n`;
  });
  return texts.join(`\n${"-".repeat(80)}\n\n`);
}

function sources() {
  const inside = readdirSync(new URL("src", import.meta.url), { recursive: true });
  const written = inside.filter((name) => /\.[jt]s$/.test(name)).map((name) => `src/${name}`);
  const files = ["build.mjs", "package.json", "package-lock.json", ...written];
  const lines = files.sort().map((name) => {
    const content = readFileSync(new URL(name, import.meta.url));
    return `${createHash("sha256").update(content).digest("hex")}  ${name}\n`;
  });
  return lines.join("");
}

mkdirSync(AT, { recursive: true });
await kernel();
writeFileSync(new URL("gapviz.js", AT), await script());
const plotly = await charts();
writeFileSync(new URL("plotly.js", AT), plotly.code);
writeFileSync(new URL("licences", AT), licences(plotly.inputs));
writeFileSync(new URL("sources", AT), sources());
