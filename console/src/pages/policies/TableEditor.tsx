// A table of a policy, cell by cell, with the keys of a spreadsheet.
import { memo, useRef, type ClipboardEvent, type KeyboardEvent, type MouseEvent, type SyntheticEvent } from "react";
import { words } from "../../words/en";
import { cellOf, useCells, type Cell, type Cells } from "./cells";
import { cellsIn, rowsIn, textOf, type Grid, type Range } from "./grid";

const text = words.grid;
const widths = { least: 8, most: 40, padding: 3 };
// What is typed is heard where the rows are.
const heardAbove = () => undefined;

/** As wide as its longest cell, within bounds: empty columns leave their room to those that are read. */
function widthOf(column: number, head: string, rows: Grid): string {
  const longest = rows.reduce((most, cells) => Math.max(most, cells[column]?.length ?? 0), head.length);
  return `${Math.min(Math.max(longest, widths.least), widths.most) + widths.padding}ch`;
}

interface RowProps {
  head: readonly string[];
  cells: readonly string[];
  row: number;
  /** Which of its columns are chosen, where more than one cell is. */
  from: number | null;
  to: number | null;
}

const sameTexts = (one: readonly string[], other: readonly string[]) => one.length === other.length && one.every((cell, at) => cell === other[at]);
const sameRow = (one: RowProps, other: RowProps) => one.row === other.row && one.from === other.from && one.to === other.to && sameTexts(one.cells, other.cells) && sameTexts(one.head, other.head);

const Row = memo(function Row({ head, cells, row, from, to }: RowProps) {
  return (
    <tr>
      {cells.map((cell, column) => (
        <td key={column} data-chosen={from !== null && to !== null && column >= from && column <= to ? "" : undefined}>
          <input aria-label={words.policies.cell(head[column] ?? "", row + 1)} value={cell} onChange={heardAbove} />
        </td>
      ))}
    </tr>
  );
}, sameRow);

const arrows: Readonly<Record<string, Cell>> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** Where a key goes from a cell; null where it moves within the text. */
function stepOf(event: KeyboardEvent, input: HTMLInputElement, many: boolean): Cell | null {
  if (event.key === "Enter") return event.shiftKey ? [-1, 0] : [1, 0];
  const step = arrows[event.key];
  if (step === undefined || step[1] === 0) return step ?? null;
  const { selectionStart: from, selectionEnd: to, value } = input;
  const whole = from === 0 && to === value.length;
  const atEdge = from === to && from === (step[1] < 0 ? 0 : value.length);
  return whole || atEdge || (many && event.shiftKey) ? step : null;
}

interface ToolsProps {
  range: Range | null;
  said: string;
  undo: (() => void) | null;
  redo: (() => void) | null;
  onFill: () => void;
  onRemove: () => void;
}

function Tools({ range, said, undo, redo, onFill, onRemove }: ToolsProps) {
  return (
    <div className="grid-tools" role="group" aria-label={text.tools}>
      <button type="button" className="button" disabled={undo === null} onClick={() => undo?.()}>
        {text.undo}
      </button>
      <button type="button" className="button" disabled={redo === null} onClick={() => redo?.()}>
        {text.redo}
      </button>
      <button type="button" className="button" disabled={range === null || (rowsIn(range) === 1 && range.top === 0)} onClick={onFill}>
        {text.fillDown}
      </button>
      <button type="button" className="button" disabled={range === null} onClick={onRemove}>
        {text.removeRows(range === null ? 1 : rowsIn(range))}
      </button>
      <span className="soft">{text.keys}</span>
      <span role="status">{said}</span>
    </div>
  );
}

function pressed(event: KeyboardEvent<HTMLTableSectionElement>, cells: Cells): void {
  const { choice } = cells;
  const many = choice.range !== null && cellsIn(choice.range) > 1;
  const at = cellOf(event.target);
  if (at === null) return;
  const key = event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey) {
    const acts: Partial<Record<string, (() => unknown) | null>> = { z: event.shiftKey ? cells.redo : cells.undo, y: cells.redo, d: cells.fill };
    if (!(key in acts)) return;
    acts[key]?.();
  } else if (many && (key === "delete" || key === "backspace")) cells.empty();
  else if (key === "escape") choice.begin(at);
  else {
    const step = stepOf(event, event.target as HTMLInputElement, many);
    if (step === null) return;
    choice.go([at[0] + step[0], at[1] + step[1]], event.shiftKey && key !== "enter");
  }
  event.preventDefault();
}

function copied(event: ClipboardEvent, { rows, choice: { range }, empty }: Cells, cut: boolean): void {
  if (range === null || cellsIn(range) === 1) return;
  event.clipboardData.setData("text/plain", textOf(rows, range));
  event.preventDefault();
  if (cut) empty();
}

export function TableEditor({ csv, onChange }: { csv: string; onChange: (next: string) => void }) {
  const body = useRef<HTMLTableSectionElement>(null);
  const cells = useCells(csv, onChange, body);
  const { head, rows, choice } = cells;
  const many = choice.range !== null && cellsIn(choice.range) > 1 ? choice.range : null;
  const chosen = (row: number) => (many !== null && row >= many.top && row <= many.bottom ? many : null);
  const handlers = {
    onFocus: choice.focused,
    onKeyDown: (event: KeyboardEvent<HTMLTableSectionElement>) => pressed(event, cells),
    onChange: (event: SyntheticEvent<HTMLTableSectionElement>) => {
      const at = cellOf(event.target);
      if (at !== null) cells.type(at, (event.target as HTMLInputElement).value);
    },
    onMouseDown: (event: MouseEvent) => {
      const at = cellOf(event.target);
      if (at === null) return;
      if (!event.shiftKey) return choice.begin(at);
      event.preventDefault();
      choice.go(at, true);
    },
    onCopy: (event: ClipboardEvent) => copied(event, cells, false),
    onCut: (event: ClipboardEvent) => copied(event, cells, true),
    onPaste: (event: ClipboardEvent) => {
      const at = cellOf(event.target);
      if (at !== null && cells.paste(at, event.clipboardData.getData("text/plain"))) event.preventDefault();
    },
  };
  return (
    <>
      <Tools range={choice.range} said={cells.said} undo={cells.undo} redo={cells.redo} onFill={cells.fill} onRemove={cells.remove} />
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
          <tbody ref={body} {...handlers}>
            {rows.map((row, at) => (
              <Row key={at} head={head} cells={row} row={at} from={chosen(at)?.left ?? null} to={chosen(at)?.right ?? null} />
            ))}
          </tbody>
        </table>
      </div>
      <p className="panel-text">
        <button type="button" className="button" onClick={cells.add}>
          {words.policies.addRow}
        </button>
      </p>
    </>
  );
}
