import type { KeyboardEvent } from "react";

const reached = "a, button:not(:disabled), summary, input[type=checkbox]";
const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };

/** For the body of a table: arrows go from row to row, to what can be opened or pressed in the same column, else in the row. */
export function moveByRow(event: KeyboardEvent<HTMLTableSectionElement>): void {
  const step = steps[event.key];
  const from = event.target as HTMLElement;
  const row = from.closest("tr");
  if (step === undefined || row === null || !from.matches(reached)) return;
  const rows = [...event.currentTarget.rows].filter((one) => one.querySelector(reached) !== null);
  const next = rows[Math.min(Math.max(rows.indexOf(row) + step, 0), rows.length - 1)];
  const column = from.closest("td")?.cellIndex ?? 0;
  const to = next?.cells[column]?.querySelector<HTMLElement>(reached) ?? next?.querySelector<HTMLElement>(reached);
  event.preventDefault();
  to?.focus();
}
