// Coverage watch: what the active policy's own decisions of a period say about it.
import { useQuery } from "@tanstack/react-query";
import { get } from "../../api/client";
import { useNames } from "../../api/people";
import type { PageProps } from "../../app/Pages";
import { navigate, pathTo } from "../../app/location";
import { Link } from "../../ui/Link";
import { Badge, Figure, Page, Panel } from "../../ui/Parts";
import { ScrollTable } from "../../ui/ScrollTable";
import { Asked, Empty } from "../../ui/State";
import { Time } from "../../ui/Time";
import { words } from "../../words/en";

const text = words.watch;
const periods = ["7", "30", "90", "365"] as const;
// What comes first matters most; the command line has the rest.
const shown = 25;
const count = (number: number) => number.toLocaleString("en");

interface BeforeAndNow {
  before: number;
  now: number;
}

interface WatchedValue {
  attribute: string;
  value: string | null;
  leads: number;
  /** Null: not told to whoever does not see the field. */
  fallback: number | null;
  example: string | null;
}

interface WatchReport {
  policy: string;
  policy_version: string;
  active_since: string;
  days: number;
  decisions: BeforeAndNow;
  records: BeforeAndNow;
  fallback: BeforeAndNow;
  left_out: number;
  unnamed: WatchedValue[];
  unexpected: WatchedValue[];
  stopped_arriving: { attribute: string; records: BeforeAndNow }[];
  people: { person: string | null; on_roster: boolean; named_by: string[]; passed_over: number; given: number }[];
  parts: { kind: string; name: string; line: number; unused: boolean; decided: BeforeAndNow; ends?: string | null; ended?: boolean }[];
}

function Values({ title, note, values }: { title: string; note: string; values: readonly WatchedValue[] }) {
  if (values.length === 0) return null;
  return (
    <Panel title={title} note={values.length > shown ? `${note} ${words.policies.first(count(shown))}` : note}>
      <ScrollTable label={title} className="lines" stacked heads={[text.attribute, text.value, { name: text.leads, number: true }, { name: text.fellBack, number: true }, text.example]}>
        {values.slice(0, shown).map((one) => (
          <tr key={`${one.attribute} ${one.value ?? ""}`}>
            <td className="mono">{one.attribute}</td>
            <td>{one.value ?? <span className="soft">{text.notShown}</span>}</td>
            <td className="number" data-label={text.leads}>{count(one.leads)}</td>
            <td className="number" data-label={text.fellBack}>{one.fallback === null ? "–" : count(one.fallback)}</td>
            <td>
              {one.example === null ? "–" : <Link to={pathTo("leads", one.example, "why")}>{text.openExample}</Link>}
            </td>
          </tr>
        ))}
      </ScrollTable>
    </Panel>
  );
}

const isTold = (part: WatchReport["parts"][number]) => part.unused || part.ends != null;

function Parts({ report }: { report: WatchReport }) {
  const parts = report.parts.filter(isTold);
  if (parts.length === 0) return null;
  return (
    <Panel title={text.parts} note={text.partsNote(count(parts.length), count(report.parts.length))}>
      <ScrollTable label={text.parts} className="lines" stacked heads={[text.part, text.name, { name: text.line, number: true }, text.state]}>
        {parts.map((part) => (
          <tr key={`${part.kind} ${part.name}`}>
            <td>{text.kinds[part.kind] ?? part.kind}</td>
            <td>{part.name}</td>
            <td className="number" data-label={text.line}>{part.line}</td>
            <td>
              {part.unused && <Badge tone="wait">{text.unused}</Badge>} {part.ends != null && <Badge tone="bad">{part.ended === true ? text.ended(part.ends) : text.ends(part.ends)}</Badge>}
            </td>
          </tr>
        ))}
      </ScrollTable>
    </Panel>
  );
}

function Gone({ report }: { report: WatchReport }) {
  const nameOf = useNames();
  if (report.people.length === 0) return null;
  return (
    <Panel title={text.gone} note={text.goneNote}>
      <ScrollTable label={text.gone} stacked heads={[text.person, text.why, text.namedBy, { name: text.passedOver, number: true }, { name: text.given, number: true }]}>
        {report.people.map((one) => (
          <tr key={one.person ?? one.named_by.join()}>
            <td>{one.person === null ? text.unknown : nameOf(one.person)}</td>
            <td data-label={text.why}>{one.on_roster ? text.inactive : text.offRoster}</td>
            <td className="prose-cell" data-label={text.namedBy}>{one.named_by.join(", ")}</td>
            <td className="number" data-label={text.passedOver}>{count(one.passed_over)}</td>
            <td className="number" data-label={text.given}>{count(one.given)}</td>
          </tr>
        ))}
      </ScrollTable>
    </Panel>
  );
}

function Stopped({ report }: { report: WatchReport }) {
  if (report.stopped_arriving.length === 0) return null;
  return (
    <Panel title={text.stopped} note={text.stoppedNote}>
      <ScrollTable label={text.stopped} heads={[text.attribute, { name: text.before, number: true }, { name: text.now, number: true }]}>
        {report.stopped_arriving.map((one) => (
          <tr key={one.attribute}>
            <td className="mono">{one.attribute}</td>
            <td className="number">{count(one.records.before)}</td>
            <td className="number">{count(one.records.now)}</td>
          </tr>
        ))}
      </ScrollTable>
    </Panel>
  );
}

function Shown({ report }: { report: WatchReport }) {
  const quiet = [report.unnamed, report.unexpected, report.stopped_arriving, report.people].every((list) => list.length === 0) && !report.parts.some(isTold);
  const figure = (label: string, value: BeforeAndNow) => <Figure label={label} value={count(value.now)} note={words.reports.before(count(value.before))} />;
  return (
    <>
      <p className="soft panel-gap">
        {text.of(report.policy, report.policy_version)} <Time at={report.active_since} />
      </p>
      <div className="figures panel-gap">
        {figure(text.decisions, report.decisions)}
        {figure(text.fallbacks, report.fallback)}
        {figure(text.records, report.records)}
      </div>
      {quiet && <Empty title={text.nothing}>{text.nothingNote}</Empty>}
      <Values title={text.unexpected} note={text.unexpectedNote} values={report.unexpected} />
      <Stopped report={report} />
      <Gone report={report} />
      <Parts report={report} />
      <Values title={text.unnamed} note={text.unnamedNote} values={report.unnamed} />
    </>
  );
}

export default function WatchPage({ place }: PageProps) {
  const days = periods.find((one) => one === place.query.get("days")) ?? "90";
  const report = useQuery({ queryKey: ["policies", "watch", days], queryFn: () => get<WatchReport>(`/v1/policies/watch?days=${days}`), staleTime: 60_000, retry: false });
  const choice = (
    <>
      <label className="acting">
        <span>{words.reports.period}</span>
        <select value={days} onChange={(event) => navigate(pathTo("policies", "watch", null, { days: event.target.value }))}>
          {periods.map((one) => (
            <option key={one} value={one}>
              {text.lastDays(one)}
            </option>
          ))}
        </select>
      </label>
      <Link to={pathTo("policies")} className="button">
        {words.moves.toPolicies}
      </Link>
    </>
  );
  return (
    <Page title={text.title} actions={choice}>
      <Asked query={report} rows={12}>
        {(found) => <Shown report={found} />}
      </Asked>
    </Page>
  );
}
