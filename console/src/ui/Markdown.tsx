// Markdown as elements of React: headings, paragraphs, lists, tables, quotes, code, emphasis and links to the
// web. Whatever else stands there, markup included, is shown as the text that it is.
import type { ReactNode } from "react";
import "./markdown.css";

type Block =
  | { kind: "heading"; depth: number; text: string }
  | { kind: "text" | "quote" | "code"; text: string }
  | { kind: "list"; ordered: boolean; items: string[] }
  | { kind: "table"; heads: string[]; rows: string[][] };

const heading = /^(#{1,6})\s+(.*?)\s*#*$/;
const bullet = /^\s*[-*+]\s+(.*)$/;
const numbered = /^\s*\d{1,9}[.)]\s+(.*)$/;
const tableRow = /^\|(.*)\|\s*$/;
const tableRule = /^\|[\s:|-]+\|\s*$/;
const fence = /^\s*(```|~~~)/;

const cellsOf = (line: string) => (tableRow.exec(line)?.[1] ?? "").split("|").map((cell) => cell.trim());

/** A row of the table above it, or the heads of a new one; what merely has bars in it stays text. */
function addTableLine(line: string, next: string | undefined, before: Block | undefined, blocks: Block[]): boolean {
  if (!tableRow.test(line)) return false;
  if (before?.kind === "table") {
    if (!tableRule.test(line) || before.rows.length > 0) before.rows.push(cellsOf(line));
    return true;
  }
  if (next === undefined || !tableRule.test(next)) return false;
  blocks.push({ kind: "table", heads: cellsOf(line), rows: [] });
  return true;
}

function blocksOf(source: string): Block[] {
  const blocks: Block[] = [];
  let code: string[] | null = null;
  const last = () => blocks[blocks.length - 1];
  let apart = true;
  const lines = source.split(/\r?\n/);
  for (const [number, line] of lines.entries()) {
    if (fence.test(line)) {
      if (code !== null) blocks.push({ kind: "code", text: code.join("\n") });
      code = code === null ? [] : null;
      apart = true;
      continue;
    }
    if (code !== null) {
      code.push(line);
      continue;
    }
    const before = apart ? undefined : last();
    const head = heading.exec(line);
    const item = bullet.exec(line) ?? numbered.exec(line);
    apart = line.trim() === "" || head !== null;
    if (addTableLine(line, lines[number + 1], before, blocks)) continue;
    if (head !== null) blocks.push({ kind: "heading", depth: head[1]?.length ?? 1, text: head[2] ?? "" });
    else if (item !== null) {
      const ordered = !bullet.test(line);
      const list = last();
      if (list?.kind === "list" && list.ordered === ordered) list.items.push(item[1] ?? "");
      else blocks.push({ kind: "list", ordered, items: [item[1] ?? ""] });
    } else if (line.startsWith(">")) {
      const words = line.replace(/^>\s?/, "");
      if (before?.kind === "quote") before.text += `\n${words}`;
      else blocks.push({ kind: "quote", text: words });
    } else if (!apart) {
      if (before?.kind === "text") before.text += `\n${line}`;
      else if (before?.kind === "list") before.items.push(`${before.items.pop() ?? ""} ${line.trim()}`);
      else blocks.push({ kind: "text", text: line });
    }
  }
  if (code !== null) blocks.push({ kind: "code", text: code.join("\n") });
  return blocks;
}

// Only to the web: an address with another scheme stays text.
const inline = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)/g;

function inlineOf(text: string): ReactNode[] {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const match of text.matchAll(inline)) {
    parts.push(text.slice(at, match.index));
    const [whole, code, strong, soft, label, to] = match;
    if (code !== undefined) parts.push(<code key={match.index}>{code}</code>);
    else if (strong !== undefined) parts.push(<strong key={match.index}>{strong}</strong>);
    else if (soft !== undefined) parts.push(<em key={match.index}>{soft}</em>);
    else {
      parts.push(
        <a key={match.index} href={to} target="_blank" rel="noopener noreferrer">
          {label}
        </a>,
      );
    }
    at = match.index + whole.length;
  }
  parts.push(text.slice(at));
  return parts;
}

function Shown({ block, under }: { block: Block; under: number }) {
  switch (block.kind) {
    case "heading": {
      const depth = Math.min(block.depth + under, 6);
      const Head = `h${depth}` as "h3";
      return <Head>{inlineOf(block.text)}</Head>;
    }
    case "table":
      return (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls is reached by keys
        <div className="scroll" tabIndex={0} role="region" aria-label={block.heads.join(", ")}>
          <table>
            <thead>
              <tr>
                {block.heads.map((cell, at) => (
                  <th key={at} scope="col">
                    {inlineOf(cell)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {block.rows.map((cells, row) => (
                <tr key={row}>
                  {cells.map((cell, at) => (
                    <td key={at}>{inlineOf(cell)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
    case "code":
      return <pre>{block.text}</pre>;
    case "quote":
      return <blockquote>{inlineOf(block.text)}</blockquote>;
    case "list": {
      const List = block.ordered ? "ol" : "ul";
      return (
        <List>
          {block.items.map((item, at) => (
            <li key={at}>{inlineOf(item)}</li>
          ))}
        </List>
      );
    }
    default:
      return <p>{inlineOf(block.text)}</p>;
  }
}

/** `under`: how many headings of the page stand above its first one. */
export function Markdown({ source, under = 1 }: { source: string; under?: number }) {
  return (
    <div className="prose">
      {blocksOf(source).map((block, at) => (
        <Shown key={at} block={block} under={under} />
      ))}
    </div>
  );
}
