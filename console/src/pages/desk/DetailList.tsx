import type { Citation, Details } from "../../api/desk";
import { pathTo } from "../../app/location";
import { LeadLink } from "../../ui/Id";
import { Link } from "../../ui/Link";
import { Said } from "../../ui/Said";
import { words } from "../../words/en";
import { sayCode, spaced, type CodeKind } from "../../words/en.codes";

const text = words.request;

/** Opens the document where the passage stands. */
export function CitationLink({ citation }: { citation: Citation }) {
  const place = { from: String(citation.from), cited: citation.version };
  return (
    <Link to={pathTo("desk", "documents", citation.document, place)}>
      {text.cited(citation.title ?? citation.document, citation.version)}
      {citation.section === null ? "" : ` · ${citation.section}`}
    </Link>
  );
}

// Which values are codes.
const kinds: Readonly<Record<string, CodeKind>> = { reason: "reasons", tool: "tools", outcome: "outcomes", asks: "asks", timer: "timers" };

function codeWordsOf(name: string, value: string): string | null {
  const kind = kinds[name];
  if (kind !== undefined) return sayCode(kind, value);
  if (name === "status") return value in words.status ? words.status[value as keyof typeof words.status] : value;
  return name === "move" || name === "instead_of" || name === "searched_by" ? spaced(value) : null;
}

function Value({ name, value, nameOf }: { name: string; value: Details[string]; nameOf: (id: string) => string }) {
  if (value === null) return null;
  if (typeof value === "object") {
    return value.map((one) => (
      <span key={`${one.document}-${one.from}`} className="detail-citation">
        <CitationLink citation={one} />
      </span>
    ));
  }
  if (typeof value === "boolean") return value ? words.state.yes : words.state.no;
  if (name === "record") return <LeadLink id={String(value)} />;
  if (name === "duplicate_of") return <Link to={pathTo("desk", String(value))}>{String(value)}</Link>;
  return codeWordsOf(name, String(value)) ?? (name === "text" ? <Said>{String(value)}</Said> : nameOf(String(value)));
}

const said = (value: Details[string]) => value !== null && value !== "" && !(typeof value === "object" && value.length === 0);

/** What an entry of the audit or a tool's outcome has, name by name. */
export function DetailList({ details, nameOf, without = [] }: { details: Details; nameOf: (id: string) => string; without?: readonly string[] }) {
  return (
    <dl className="details">
      {Object.entries(details)
        .filter(([name, value]) => said(value) && !without.includes(name))
        .map(([name, value]) => (
          <div key={name}>
            <dt>{text.detailNames[name] ?? spaced(name)}</dt>
            <dd>
              <Value name={name} value={value} nameOf={nameOf} />
            </dd>
          </div>
        ))}
    </dl>
  );
}
