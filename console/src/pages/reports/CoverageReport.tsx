import { useQuery } from "@tanstack/react-query";
import { get } from "../../api/client";
import { pathTo } from "../../app/location";
import { download, writeCsv } from "../../ui/csv";
import { Link } from "../../ui/Link";
import { Figure, Panel } from "../../ui/Parts";
import { Asked } from "../../ui/State";
import { words } from "../../words/en";
import { alone } from "./alone";

const text = words.reports;

interface Beside {
  now: number;
  before: number;
}

interface Coverage {
  from: string;
  decisions: Beside;
  fallback: Beside;
  parts: { kind: string; name: string; unused: boolean; decided?: Beside }[];
}

const count = (number: number) => number.toLocaleString("en");

function Parts({ report }: { report: Coverage }) {
  const rules = report.parts.filter((part) => (part.kind === "rule" || part.kind === "guard") && part.decided !== undefined);
  const since = report.from.slice(0, 10);
  const save = () => download("rules.csv", "text/csv", writeCsv([[text.rule, text.now, text.before], ...rules.map((part) => [part.name, String(part.decided?.now), String(part.decided?.before)])]));
  return (
    <Panel
      title={text.rules}
      actions={
        <button type="button" className="button" onClick={save}>
          {text.export}
        </button>
      }
    >
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">{text.rule}</th>
              <th scope="col" className="number">
                {text.now}
              </th>
              <th scope="col" className="number">
                {text.before}
              </th>
            </tr>
          </thead>
          <tbody>
            {rules.map((part) => (
              <tr key={`${part.kind} ${part.name}`}>
                <td>
                  {part.name} {part.unused && <span className="soft">{text.unused}</span>}
                </td>
                <td className="number">
                  <Link to={pathTo("leads", null, null, { rule: part.name, since })}>{count(part.decided?.now ?? 0)}</Link>
                </td>
                <td className="number">{count(part.decided?.before ?? 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

export function CoverageReport({ days }: { days: number }) {
  const report = useQuery({ queryKey: ["reports", "coverage", days], queryFn: () => get<Coverage>(`/v1/policies/watch?days=${days}`), staleTime: 60_000, ...alone });
  return (
    <Asked query={report} rows={10}>
      {(found) => (
        <>
          <h2 className="group-title">{text.coverage}</h2>
          <div className="figures panel-gap">
            <Figure label={text.decisions} value={count(found.decisions.now)} note={text.beside(count(found.decisions.before))} />
            <Figure
              label={text.fallback}
              value={<Link to={pathTo("leads", null, null, { rule: "nothing_matched", since: found.from.slice(0, 10) })}>{count(found.fallback.now)}</Link>}
              note={text.beside(count(found.fallback.before))}
            />
          </div>
          <Parts report={found} />
        </>
      )}
    </Asked>
  );
}
