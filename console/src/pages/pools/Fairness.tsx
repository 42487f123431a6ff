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

function Counted({ title, heads, lines, cause }: { title?: string; heads: readonly string[]; lines: { line: ReportLine; cells: string[] }[]; cause?: string }) {
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
                {cause !== undefined && <td>{line.cause ?? (cause === text.senders ? text.noSender : text.noBand)}</td>}
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
      <Counted title={text.grades} heads={[text.turns]} lines={linesOf("grade")} cause={text.grades} />
      <Counted title={text.senders} heads={[text.turns]} lines={linesOf("sender")} cause={text.senders} />
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
