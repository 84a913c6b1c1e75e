/** What travels as base64 in scripts. */

/** Returns the bytes of base64, which a script can hold. */
export function bytesOf(text) {
  const found = atob(text);
  return Uint8Array.from({ length: found.length }, (_, place) => found.charCodeAt(place));
}
