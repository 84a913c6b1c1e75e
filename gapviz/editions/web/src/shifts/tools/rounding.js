/** Rounding as torch does it. */

/** Return the nearest whole number; a half goes to the even one. */
export function halfToEven(number) {
  const below = Math.floor(number);
  const rest = number - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 !== 0) ? below + 1 : below;
}
