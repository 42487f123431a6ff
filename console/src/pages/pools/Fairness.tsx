// What each member of a pool got beside their share, and why not more: the report about turns, of
// one pool.
import { useNames } from "../../api/people";
import { Panel } from "../../ui/Parts";
import { ScrollTable } from "../../ui/ScrollTable";
import { useFew } from "../../ui/few";
import { Asked, Empty } from "../../ui/State";
import { words } from "../../words/en";
import { figureText, useReport, type Report, type ReportLine } from "../reports/figures";

const text = words.fairness;
const daysBack = 30;
const hourMs = 3_600_000;
const few = 10;

function period(): URLSearchParams {
  const to = Math.ceil(Date.now() / hourMs) * hourMs;
  return new URLSearchParams({ from: new Date(to - daysBack * 24 * hourMs).toISOString(), to: new Date(to).toISOString() });
}

interface Line {
  line: ReportLine;
  cells: string[];
}

function Counted({ title, heads, lines, cause }: { title?: string; heads: readonly string[]; lines: Line[]; cause?: string }) {
  const nameOf = useNames();
  const [shown, more] = useFew(lines, few);
  if (lines.length === 0) return null;
  return (
    <>
      {title !== undefined && <h3 className="panel-text">{title}</h3>}
      <ScrollTable label={title ?? text.title} heads={[text.person, ...(cause === undefined ? [] : [cause]), ...heads.map((name) => ({ name, number: true }))]}>
            {shown.map(({ line, cells }) => (
              <tr key={`${line.person ?? ""} ${line.cause ?? ""}`}>
                <td className="nowrap">{nameOf(line.person ?? "")}</td>
                {cause !== undefined && <td>{line.cause}</td>}
                {cells.map((cell, at) => (
                  <td className="number" key={heads[at]}>
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
      </ScrollTable>
      {more}
    </>
  );
}

/** Turns of each person, one column for each kind of lead. */
function Crossed({ title, lines, unnamed }: { title: string; lines: Line[]; unnamed: string }) {
  const nameOf = useNames();
  const people = [...new Set(lines.map(({ line }) => line.person ?? ""))];
  const kinds = [...new Set(lines.map(({ line }) => line.cause))];
  const [shown, more] = useFew(people, few);
  if (lines.length === 0) return null;
  const cellOf = (person: string, kind: string | null) => lines.find(({ line }) => (line.person ?? "") === person && line.cause === kind)?.cells[0];
  return (
    <>
      <h3 className="panel-text">{title}</h3>
      <ScrollTable label={title} heads={[text.person, ...kinds.map((kind) => ({ name: kind ?? unnamed, number: true }))]}>
        {shown.map((person) => (
          <tr key={person}>
            <td className="nowrap">{nameOf(person)}</td>
            {kinds.map((kind) => (
              <td className="number" key={kind ?? ""}>
                {cellOf(person, kind) ?? words.state.none}
              </td>
            ))}
          </tr>
        ))}
      </ScrollTable>
      {more}
    </>
  );
}

function Shown({ report, pool }: { report: Report; pool: string }) {
  const linesOf = (id: string) => {
    const group = report.groups.find((one) => one.id === id);
    return (group?.lines ?? [])
      .filter((line) => line.key === pool)
      .map((line) => ({ line, cells: line.figures.map((figure, at) => figureText(group?.columns[at]?.kind ?? "count", figure.now)) }));
  };
  const members = linesOf("member");
  if (members.length === 0) return <Empty title={text.none} />;
  return (
    <>
      <Counted heads={[text.turns, text.share, text.above]} lines={members} />
      <Counted title={text.causes} heads={[text.missed]} lines={linesOf("cause")} cause={text.cause} />
      <Crossed title={text.grades} lines={linesOf("grade")} unnamed={text.noBand} />
      <Crossed title={text.senders} lines={linesOf("sender")} unnamed={text.noSender} />
    </>
  );
}

export function Fairness({ pool }: { pool: string }) {
  const report = useReport("turns", period());
  return (
    <Panel title={text.title} note={text.note}>
      <Asked query={report} rows={4}>
        {(found) => <Shown report={found} pool={pool} />}
      </Asked>
    </Panel>
  );
}
