import type { KeyboardEvent } from "react";
import { parseCsv } from "../../ui/csv";
import { words } from "../../words/en";

const text = words.policies;
// A thousand rows are still quick to draw; larger tables are edited as text or in a spreadsheet.
const maxRows = 1_000;

function writeGrid(rows: readonly (readonly string[])[]): string {
  const cell = (value: string) => (/[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  return rows.map((row) => `${row.map(cell).join(",")}\n`).join("");
}

/** Whether the grid would write back exactly what it read: comments and odd quoting stay text. */
export function readsAsGrid(csv: string): boolean {
  const rows = parseCsv(csv);
  return rows.length > 0 && rows.length <= maxRows && writeGrid(rows) === csv;
}

function move(event: KeyboardEvent<HTMLInputElement>): void {
  const step = event.key === "ArrowDown" || event.key === "Enter" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0) return;
  const row = event.currentTarget.closest("tr");
  const column = event.currentTarget.closest("td")?.cellIndex ?? 0;
  const next = (step > 0 ? row?.nextElementSibling : row?.previousElementSibling) as HTMLTableRowElement | null | undefined;
  (next?.cells[column]?.firstElementChild as HTMLElement | null)?.focus();
  event.preventDefault();
}

const widths = { least: 8, most: 40, padding: 3 };

/** As wide as its longest cell, within bounds: empty columns leave their room to those that are read. */
function widthOf(column: number, head: string, rows: readonly (readonly string[])[]): string {
  const longest = rows.reduce((most, cells) => Math.max(most, cells[column]?.length ?? 0), head.length);
  return `${Math.min(Math.max(longest, widths.least), widths.most) + widths.padding}ch`;
}

/** A table of a policy, cell by cell; arrows and Enter move as in a spreadsheet. */
export function TableEditor({ csv, onChange }: { csv: string; onChange: (next: string) => void }) {
  const [head = [], ...rows] = parseCsv(csv);
  const write = (next: readonly (readonly string[])[]) => onChange(writeGrid([head, ...next]));
  const change = (row: number, column: number, value: string) => write(rows.map((cells, at) => (at === row ? cells.map((cell, place) => (place === column ? value : cell)) : cells)));
  return (
    <>
      <div className="grid-editor">
        <table>
          <thead>
            <tr>
              {head.map((name, at) => (
                <th key={at} scope="col" style={{ minWidth: widthOf(at, name, rows) }}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((cells, row) => (
              <tr key={row}>
                {cells.map((cell, column) => (
                  <td key={column}>
                    <input aria-label={text.cell(head[column] ?? "", row + 1)} value={cell} onKeyDown={move} onChange={(event) => change(row, column, event.target.value)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="panel-text">
        <button type="button" className="button" onClick={() => write([...rows, head.map(() => "")])}>
          {text.addRow}
        </button>
      </p>
    </>
  );
}
