/** A table as CSV that a spreadsheet opens as it should, like those of the API: UTF-8 with a mark, CRLF, and no cell that it would run. */
const MARK = "\ufeff";
const RUNS = /^ *[=+\-@\t\r\n]/;

export function csvText(rows: readonly (readonly (string | number)[])[]): string {
  return MARK + rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

function cell(value: string | number): string {
  if (typeof value === "number") return String(value);
  const harmless = RUNS.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replace(/"/g, '""')}"` : harmless;
}
