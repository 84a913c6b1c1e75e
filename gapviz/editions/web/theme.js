/* Before anything is drawn: light or dark, plain, slide, as the hash has it, else as the page came. */
(() => {
  const root = document.documentElement;
  const came = [...root.classList];
  function choose() {
    const given = new URLSearchParams(location.hash.slice(1));
    const theme = given.get("theme");
    const themed = theme === "light" || theme === "dark";
    for (const name of ["light", "dark"])
      root.classList.toggle(name, themed ? theme === name : came.includes(name));
    for (const name of ["plain", "slide"])
      root.classList.toggle(name, given.has(name) ? given.get(name) === "1" : came.includes(name));
  }
  addEventListener("hashchange", choose);
  choose();
})();
