// What a silent trial would have done otherwise, from what it recorded beside the active policy.
import { useQuery } from "@tanstack/react-query";
import { api, get } from "../../api/client";
import { useNames } from "../../api/people";
import type { PolicyVersion } from "../../api/types";
import { pathTo } from "../../app/location";
import { Link } from "../../ui/Link";
import { Facts, Panel } from "../../ui/Parts";
import { ScrollTable } from "../../ui/ScrollTable";
import { Asked } from "../../ui/State";
import { Time } from "../../ui/Time";
import { words } from "../../words/en";

const text = words.trial;
const shown = 50;
const count = (number: number) => number.toLocaleString("en");

interface Trial {
  compared: number;
  moved: number;
  held: number;
  unassigned: number;
  leads: { lead_id: string; from: string; to: string; rule: string; time: string }[];
}

function Told({ trial }: { trial: Trial }) {
  const nameOf = useNames();
  if (trial.compared === 0) return <p className="panel-text soft">{text.none}</p>;
  return (
    <>
      <p className="panel-text">
        <strong>{trial.moved === 0 ? text.same : text.compared(count(trial.moved), count(trial.compared))}</strong>
      </p>
      <Facts
        facts={[
          [text.held, count(trial.held)],
          [text.unassigned, count(trial.unassigned)],
        ]}
      />
      {trial.leads.length > 0 && (
        <ScrollTable label={text.title} heads={[text.lead, text.from, text.to, text.rule, text.at]}>
          {trial.leads.slice(0, shown).map((move) => (
            <tr key={`${move.lead_id} ${move.time}`}>
              <td className="nowrap">
                <Link to={pathTo("leads", move.lead_id, "why")}>{move.lead_id}</Link>
              </td>
              <td>{nameOf(move.from)}</td>
              <td>{nameOf(move.to)}</td>
              <td>{move.rule}</td>
              <td className="nowrap">
                <Time at={move.time} />
              </td>
            </tr>
          ))}
        </ScrollTable>
      )}
    </>
  );
}

export function TrialPanel({ version }: { version: PolicyVersion }) {
  const trial = useQuery({ queryKey: ["policies", version.policy_version, "trial"], queryFn: () => get<Trial>(api`/v1/policies/${version.policy_version}/shadow`), staleTime: 30_000 });
  return (
    <Panel title={text.title} note={trial.data !== undefined && trial.data.leads.length > shown ? words.policies.first(count(shown)) : undefined}>
      <Asked query={trial} rows={4}>
        {(found) => <Told trial={found} />}
      </Asked>
    </Panel>
  );
}

const figures = ["rejected", "held", "unassigned", "sla_breached"] as const;
const percent = (some: number | undefined, all: number | undefined) => (all === undefined || all === 0 ? words.state.none : `${(((some ?? 0) * 100) / all).toFixed(1)} %`);

/** A trial on a share of the leads, its figures beside those of the active policy. */
export function SideBySide({ version, active }: { version: PolicyVersion; active: PolicyVersion }) {
  const share = (of: PolicyVersion, name: string) => percent(of.counts[name], of.counts["decided"]);
  return (
    <Panel title={text.side} note={text.sideNote}>
      <ScrollTable label={text.side} heads={[text.figure, { name: text.trial, number: true }, { name: text.active, number: true }]}>
        <tr>
          <td>{words.policies.countNames["decided"]}</td>
          <td className="number">{count(version.counts["decided"] ?? 0)}</td>
          <td className="number">{count(active.counts["decided"] ?? 0)}</td>
        </tr>
        {figures.map((name) => (
          <tr key={name}>
            <td>{words.policies.countNames[name]}</td>
            <td className="number">{share(version, name)}</td>
            <td className="number">{share(active, name)}</td>
          </tr>
        ))}
      </ScrollTable>
    </Panel>
  );
}
