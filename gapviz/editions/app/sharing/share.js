// The Share panel of gapviz/editions/web in the app's dialog. Its script, plotly.js and the packs of a whole
// file are fetched when they are wanted, each once a visit.
const asked = new Map(); // by address
const panels = new WeakMap();

export default function ({ data, parentElement }) {
  draw(data, parentElement).catch(({ message }) => {
    parentElement.textContent = `${message} The address of this page still leads to this state.`;
  });
}

async function draw(data, place) {
  const gapviz = await once(data.scripts.gapviz, () => script(data.scripts.gapviz, "gapviz"));
  const taken = gapviz.taken(data.told, {
    ...data,
    values: new Map(Object.entries(data.values)),
    addresses: addresses(data),
  });
  if (panels.has(place)) return panels.get(place).update(taken);
  // A dialog stands beside the app, and knows nothing of its theme.
  place.style.colorScheme = getComputedStyle(document.querySelector(".stApp")).colorScheme;
  const sources = { files: () => files(data), height: () => height(data), pinned: data.pinned };
  panels.set(place, gapviz.share(place, taken, sources));
  panels.get(place).focus();
}

// Returns the addresses of a figure, without state: of its chapter in the app, as this reader has that.
function addresses({ figure, page, version }) {
  const chapter = `${new URL(page, location.href.replace(/[?#].*/, ""))}?figure=${figure}`;
  const embed = `${chapter}&embed=true`;
  return { page: chapter, embed, pinned: `${embed}&version=${version}` };
}

async function files({ scripts, version }) {
  const [gapviz, Plotly, look] = await Promise.all([
    once(scripts.gapviz, () => script(scripts.gapviz, "gapviz")),
    once(scripts.plotly, () => script(scripts.plotly, "Plotly")),
    pack("share/look.js", version),
  ]);
  const sources = { gapviz: gapviz.source, plotly: Plotly.source, pack: (file) => pack(file, version) };
  return { ...look, ...sources, Plotly };
}

const height = ({ figure }) => document.querySelector(`.st-key-figure-${figure}`)?.offsetHeight ?? 0;

function once(address, make) {
  if (!asked.has(address)) {
    asked.set(address, make());
    asked.get(address).catch(() => asked.delete(address)); // it may be asked for again
  }
  return asked.get(address);
}

// Returns a promise of what a script calls `name`; Streamlit's own Plotly, called so already, stays.
function script(src, name) {
  const own = window[name];
  if (own && name === "gapviz") return Promise.resolve(own);
  return new Promise((resolve, reject) => {
    const onload = () => {
      const made = window[name];
      window[name] = own ?? made;
      resolve(made);
    };
    const onerror = () => reject(new Error(`${src} cannot be had.`));
    document.head.append(Object.assign(document.createElement("script"), { src, onload, onerror }));
  });
}

// Returns a promise of the content of a file that a static page would load as a script.
function pack(file, version) {
  const address = `engine/${file.replace("/", ".").replace(/\.js$/, "")}.${version}.json`;
  return once(address, async () => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${file} cannot be had: ${answer.status}.`);
    return answer.json();
  });
}
