/** What differs between two drawings, as gapviz/editions/web/drawings.py writes it. */

/** Returns `base` with a patch applied, neither of them changed; what the patch leaves alone is shared. */
export function apply(base, patch) {
  if (patch === null || patch === undefined) return base;
  if ("=" in patch) return patch["="];
  const made = Array.isArray(base) ? [...base] : { ...base };
  for (const [name, part] of Object.entries(patch)) {
    if (name === "__proto__") continue;
    if ("-" in part) delete made[name];
    else made[name] = apply(made[name], part);
  }
  return made;
}
