// One report: its figures, then its groups line by line.
import { useMutation } from "@tanstack/react-query";
import { getText } from "../../api/client";
import { useNames } from "../../api/people";
import { pathTo } from "../../app/location";
import { download } from "../../ui/csv";
import { Link } from "../../ui/Link";
import { Figure, Panel } from "../../ui/Parts";
import { ScrollTable } from "../../ui/ScrollTable";
import { useFew } from "../../ui/few";
import { Asked, Empty } from "../../ui/State";
import { words } from "../../words/en";
import { beforeText, figureText, useReport, type FigureSpec, type Report, type ReportGroup, type ReportLine } from "./figures";

const text = words.reports;
const day = (at: string) => at.slice(0, 16).replace("T", " ");

type Period = Record<string, string>;

function recordsOf(report: string, link: Period, figure: FigureSpec, group?: ReportGroup, line?: ReportLine): string {
  const query: Period = { ...link, figure: figure.id };
  if (group !== undefined && line !== undefined) Object.assign(query, { group: group.id, key: line.key, ...(line.person !== null && { person: line.person }) });
  return pathTo("reports", report, "records", query);
}

function Value({ figure, value, few = false, to }: { figure: FigureSpec; value: number | null; few: boolean | undefined; to: string }) {
  if (few) return <>{text.few}</>;
  const shown = figureText(figure.kind, value);
  return figure.opens && value !== null && value !== 0 ? <Link to={to}>{shown}</Link> : <>{shown}</>;
}

// What a line without a cause is about, in the groups whose lines have one.
const causeless: Readonly<Record<string, string>> = { grade: words.fairness.noBand, sender: words.fairness.noSender };

// The whole of it is in the file.
const few = 15;

function Lines({ report, group, link }: { report: string; group: ReportGroup; link: Period }) {
  const nameOf = useNames();
  const [shown, more] = useFew(group.lines, few);
  const nameIn = (line: ReportLine) => {
    const person = line.person === null ? null : nameOf(line.person);
    if (group.id === "person") return person ?? text.nobody;
    const cause = line.cause ?? causeless[group.id] ?? null;
    return [line.key === "" ? text.none : line.key, person, cause].filter((part) => part !== null).join(" · ");
  };
  return (
    <Panel title={group.words}>
      <ScrollTable label={group.words} className="lines" stacked heads={[text.line, ...group.columns.map((column) => ({ name: column.words, number: true }))]}>
            {shown.map((line) => (
              <tr key={[line.key, line.person, line.cause].join("\n")}>
                <td>{nameIn(line)}</td>
                {group.columns.map((column, at) => (
                  <td className="number" key={column.id} data-label={column.words}>
                    <Value figure={column} value={line.figures[at]?.now ?? null} few={line.figures[at]?.now_few} to={recordsOf(report, link, column, group, line)} /> <span className="soft beside">{beforeText(column.kind, line.figures[at])}</span>
                  </td>
                ))}
              </tr>
            ))}
      </ScrollTable>
      {more}
      {group.left_out === true && <p className="panel-text soft">{text.leftOut}</p>}
    </Panel>
  );
}

function Shown({ report, link, save, saving }: { report: Report; link: Period; save: () => void; saving: boolean }) {
  const empty = report.figures.every((figure) => (figure.now ?? 0) === 0 && (figure.before ?? 0) === 0 && figure.now_few !== true && figure.before_few !== true);
  return (
    <>
      <header className="page-head">
        <h2>{report.title}</h2>
        <div className="actions">
          <button type="button" className="button" disabled={saving} onClick={save}>
            {text.export}
          </button>
        </div>
      </header>
      <p className="soft panel-gap">
        {text.between(day(report.from), day(report.to))}, {text.against(day(report.before.from), day(report.before.to))}
        {report.policy_version !== null && <>; {text.since(report.policy_version)}</>}
      </p>
      {report.kept !== null && <p className="soft panel-gap">{report.kept.counted ? text.kept(report.kept.fewest) : text.notCounted}</p>}
      {empty && <Empty title={text.nothing}>{text.nothingNote}</Empty>}
      {!empty && (
        <div className="figures panel-gap">
          {report.figures.map((figure) => (
            <Figure key={figure.id} label={figure.words} value={<Value figure={figure} value={figure.now} few={figure.now_few} to={recordsOf(report.name, link, figure)} />} note={beforeText(figure.kind, figure)} />
          ))}
        </div>
      )}
      {report.groups
        .filter((group) => group.lines.length > 0 || group.left_out === true)
        .map((group) => (
          <Lines key={group.id} report={report.name} group={group} link={link} />
        ))}
    </>
  );
}

export function ReportView({ name, period, link }: { name: string; period: URLSearchParams; link: Period }) {
  const report = useReport(name, period);
  const save = useMutation({ mutationFn: async () => download(`${name}.csv`, "text/csv", await getText(`/v1/reports/${name}?${period.toString()}&format=csv`)) });
  return (
    <Asked query={report} rows={10}>
      {(found) => <Shown report={found} link={link} save={() => save.mutate()} saving={save.isPending} />}
    </Asked>
  );
}
