/** What a page loads when it is touched: scripts that hand over what they hold, for a folder lets nothing be
    fetched. */

const waiting = new Map(); // by file: what to call with what it holds
const loaded = new Map(); // by file: a promise of that

/** Takes what a file holds, which calls this. */
export function recorded(file, content) {
  waiting.get(file)?.(content);
}

/** Returns a promise of what a file holds; it is loaded once, and again where that went wrong. */
export function script(file) {
  if (!loaded.has(file)) {
    const coming = new Promise((resolve, reject) => {
      waiting.set(file, resolve);
      const made = document.createElement("script");
      made.src = file;
      made.onerror = () => reject(new Error(`${file} could not be loaded`));
      document.head.append(made);
    });
    coming.catch(() => loaded.delete(file));
    loaded.set(file, coming);
  }
  return loaded.get(file);
}
