// Which cells of a table are chosen, and what can be done to them.
import { useRef, useState, type FocusEvent, type RefObject } from "react";
import { parseCsv } from "../../ui/csv";
import { useUndo } from "../../ui/undo";
import { words } from "../../words/en";
import { blockOf, cellsIn, filled, fillDown, paste, rangeOf, rowsIn, withoutRows, writeGrid, type Grid, type Range } from "./grid";

const text = words.grid;
export type Cell = readonly [row: number, column: number];

export function cellOf(target: EventTarget): Cell | null {
  const cell = (target as HTMLElement).closest("td");
  const row = cell?.closest("tr");
  return cell === null || row == null ? null : [row.sectionRowIndex, cell.cellIndex];
}

/** Which cells are chosen: from where the choice began to the cell that has the focus. */
function useChoice(rows: Grid, body: RefObject<HTMLTableSectionElement | null>) {
  const [began, setBegan] = useState<Cell | null>(null);
  const [at, setAt] = useState<Cell | null>(null);
  const extending = useRef(false);
  const last = rows.length - 1;
  const within = (cell: Cell): Cell => [Math.min(cell[0], last), cell[1]];
  const range = began === null || at === null || last < 0 ? null : rangeOf(within(began), within(at));
  const go = ([row, column]: Cell, extend = false) => {
    const input = body.current?.rows[row]?.cells[column]?.querySelector("input");
    if (input == null) return;
    // Who has the focus is not given it again.
    extending.current = extend && document.activeElement !== input;
    input.focus();
    // As in a spreadsheet what is typed takes the place of what was there.
    input.select();
  };
  const focused = (event: FocusEvent) => {
    const cell = cellOf(event.target);
    if (cell === null) return;
    setAt(cell);
    if (!extending.current) setBegan(cell);
    extending.current = false;
  };
  return { at, range, go, focused, choose: (chosen: Range) => setBegan([chosen.bottom, chosen.right]), begin: (cell: Cell) => setBegan(cell) };
}

/** What can be done to the cells that are chosen, each as one step that can be taken back and is said. */
export function useCells(csv: string, onChange: (next: string) => void, body: RefObject<HTMLTableSectionElement | null>) {
  const [head = [], ...rows] = parseCsv(csv);
  const history = useUndo(csv, onChange);
  const choice = useChoice(rows, body);
  const { range } = choice;
  const [said, setSaid] = useState("");
  const write = (next: Grid, what: string, step?: string) => {
    history.write(writeGrid([head, ...next]), step);
    setSaid(what);
  };
  const back = () => {
    if (choice.at === null) return;
    choice.go(choice.at);
    choice.begin(choice.at);
  };
  const stepped = (step: (() => void) | null, what: string) =>
    step === null
      ? null
      : () => {
          back();
          step();
          setSaid(what);
        };
  return {
    head,
    rows,
    choice,
    said,
    undo: stepped(history.undo, text.undone),
    redo: stepped(history.redo, text.redone),
    type: ([row, column]: Cell, value: string) => write(filled(rows, rangeOf([row, column], [row, column]), value), "", `${row} ${column}`),
    fill: () => {
      if (range === null || (rowsIn(range) === 1 && range.top === 0)) return;
      if (choice.at !== null) choice.go(choice.at, true);
      write(fillDown(rows, range), text.filled(rowsIn(range) === 1 ? cellsIn(range) : cellsIn({ ...range, top: range.top + 1 })));
    },
    empty: () => range !== null && write(filled(rows, range, ""), text.emptied(cellsIn(range))),
    remove: () => {
      if (range === null) return;
      choice.go([Math.max(0, Math.min(range.top, rows.length - rowsIn(range) - 1)), range.left]);
      write(withoutRows(rows, range), text.removed(rowsIn(range)));
    },
    add: () => write([...rows, head.map(() => "")], ""),
    /** Whether it took the text; the browser puts a single one into the cell. */
    paste: (from: Cell, pasted: string) => {
      const block = blockOf(pasted);
      if (block === null) {
        if (range === null || cellsIn(range) === 1) return false;
        write(filled(rows, range, pasted), text.filled(cellsIn(range)));
        return true;
      }
      const first: Cell = range === null ? from : [range.top, range.left];
      const done = paste(rows, head.length, first, block);
      write(done.rows, [text.pasted(cellsIn(done.range)), ...(done.leftOut > 0 ? [text.leftOut(done.leftOut)] : [])].join(" "));
      choice.go(first);
      choice.choose(done.range);
      return true;
    },
  };
}

export type Cells = ReturnType<typeof useCells>;
