// What is done to the cells of a table, as spreadsheets do it: blocks are pasted, the first row of what is chosen is filled
// down, rows come and go.
import { parseCsv } from "../../ui/csv";

export type Grid = readonly (readonly string[])[];

/** Rows and columns from the first to the last, both included; 0 is the first row below the head. */
export interface Range {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

// A thousand rows are still quick to draw; larger tables are edited as text or in a spreadsheet.
export const maxRows = 1_000;

export function writeGrid(rows: Grid): string {
  const cell = (value: string) => (/[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  return rows.map((row) => `${row.map(cell).join(",")}\n`).join("");
}

/** Whether the grid would write back exactly what it read: comments and odd quoting stay text. */
export function readsAsGrid(csv: string): boolean {
  const rows = parseCsv(csv);
  return rows.length > 0 && rows.length <= maxRows && writeGrid(rows) === csv;
}

/** Between two cells, whichever was first. */
export function rangeOf(one: readonly [number, number], other: readonly [number, number]): Range {
  return {
    top: Math.min(one[0], other[0]),
    bottom: Math.max(one[0], other[0]),
    left: Math.min(one[1], other[1]),
    right: Math.max(one[1], other[1]),
  };
}

export const rowsIn = (range: Range) => range.bottom - range.top + 1;
export const cellsIn = (range: Range) => rowsIn(range) * (range.right - range.left + 1);

/** The block that a spreadsheet put on the clipboard; null where it is the text of one cell. */
export function blockOf(text: string): Grid | null {
  const whole = text.replace(/\r?\n$/, "");
  if (!/[\t\n\r]/.test(whole)) return null;
  // An empty cell of a single column is an empty line, which a table of several columns cannot have.
  return /["\t]/.test(whole) ? parseCsv(whole, "\t") : whole.split(/\r?\n/).map((line) => [line]);
}

/** What a spreadsheet reads as these cells. */
export function textOf(rows: Grid, range: Range): string {
  const cell = (value: string) => (/["\t\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  const lines = rows.slice(range.top, range.bottom + 1).map((row) => row.slice(range.left, range.right + 1).map(cell).join("\t"));
  return lines.join("\n");
}

interface Pasted {
  rows: Grid;
  range: Range;
  /** Cells that lay beyond the last column, or beyond the last row that a table may have here. */
  leftOut: number;
}

/** Puts `block` in place of what stands from the cell on; rows are added where it reaches further down. */
export function paste(rows: Grid, columns: number, [top, left]: readonly [number, number], block: Grid): Pasted {
  const fits = block.slice(0, maxRows - top);
  const widest = Math.max(...fits.map((cells) => cells.length));
  const range = { top, left, bottom: top + fits.length - 1, right: Math.min(left + widest, columns) - 1 };
  const all = Array.from({ length: Math.max(rows.length, range.bottom + 1) }, (_, at) => rows[at] ?? Array.from({ length: columns }, () => ""));
  const next = all.map((cells, at) => {
    const from = fits[at - top];
    return at < top || from === undefined ? cells : cells.map((cell, column) => from[column - left] ?? cell);
  });
  const count = (some: Grid) => some.reduce((sum, cells) => sum + cells.length, 0);
  const taken = fits.reduce((sum, cells) => sum + Math.min(cells.length, columns - left), 0);
  return { rows: next, range, leftOut: count(block) - taken };
}

/** Every row of the range as its first; a single row as the one above it. */
export function fillDown(rows: Grid, range: Range): Grid {
  const from = rows[rowsIn(range) > 1 ? range.top : range.top - 1];
  if (from === undefined) return rows;
  return inRange(rows, range, (column) => from[column] ?? "");
}

/** The same in every cell of the range. */
export function filled(rows: Grid, range: Range, value: string): Grid {
  return inRange(rows, range, () => value);
}

export function withoutRows(rows: Grid, range: Range): Grid {
  return rows.filter((_, at) => at < range.top || at > range.bottom);
}

function inRange(rows: Grid, range: Range, value: (column: number) => string): Grid {
  const within = (row: number, column: number) => row >= range.top && row <= range.bottom && column >= range.left && column <= range.right;
  return rows.map((cells, row) => cells.map((cell, column) => (within(row, column) ? value(column) : cell)));
}
