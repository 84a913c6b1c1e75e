/** A table as CSV (RFC 4180), whose numbers keep all their digits. */

const TO_QUOTE = /[",\r\n]|^\s|\s$/;

function cell(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? "True" : "False"; // as pandas has them
  const text = String(value);
  return TO_QUOTE.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Returns a table {columns, rows} as CSV. */
export function csv({ columns, rows }) {
  return [columns, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}
