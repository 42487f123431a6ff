// What a silent trial would have done otherwise, from what it recorded beside the active policy.
import { useQuery } from "@tanstack/react-query";
import { api, get } from "../../api/client";
import { useNames } from "../../api/people";
import type { Lead, PolicyVersion } from "../../api/types";
import { LeadLink } from "../../ui/Id";
import { Facts, Panel } from "../../ui/Parts";
import { ScrollTable } from "../../ui/ScrollTable";
import { Asked } from "../../ui/State";
import { Time } from "../../ui/Time";
import { words } from "../../words/en";
import { shownName } from "../leads/columns";
import { PairPanel } from "./PairPanel";
import { differing, pairsOf, type Pairs } from "./pairs";

const text = words.trial;
const shown = 50;
const count = (number: number) => number.toLocaleString("en");

interface Trial {
  compared: number;
  moved: number;
  held: number;
  unassigned: number;
  per_outcome: Pairs;
  per_owner: Pairs;
  leads: { lead_id: string; from: string; to: string; rule: string; time: string }[];
  /** The first of them as lists show them, so far as the reader sees them. */
  records: Lead[];
}

function Told({ trial }: { trial: Trial }) {
  const nameOf = useNames();
  const names = new Map(trial.records.map((lead) => [lead.lead_id, shownName(lead)]));
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
        <ScrollTable label={text.title} stacked heads={[text.lead, text.from, text.to, text.rule, text.at]}>
          {trial.leads.slice(0, shown).map((move) => (
            <tr key={`${move.lead_id} ${move.time}`}>
              <td className="nowrap">
                <LeadLink id={move.lead_id} part="why" called={names.get(move.lead_id) ?? null} />
              </td>
              <td data-label={text.from}>{nameOf(move.from)}</td>
              <td data-label={text.to}>{nameOf(move.to)}</td>
              <td data-label={text.rule}>{move.rule}</td>
              <td className="nowrap" data-label={text.at}>
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
  const nameOf = useNames();
  const trial = useQuery({ queryKey: ["policies", version.policy_version, "trial"], queryFn: () => get<Trial>(api`/v1/policies/${version.policy_version}/shadow`), staleTime: 30_000 });
  return (
    <Asked query={trial} rows={14}>
      {(found) => {
        const owners = differing(found.per_owner, nameOf);
        return (
          <>
            {found.compared > 0 && (
              <PairPanel title={text.perOutcome} of={text.figure} pairs={pairsOf(found.per_outcome, (outcome) => text.outcomes[outcome] ?? outcome)} before={text.active} after={text.trial} />
            )}
            {owners.length > 0 && <PairPanel title={words.policies.perOwner} note={words.policies.perOwnerNote} of={words.policies.owner} pairs={owners} before={text.active} after={text.trial} />}
            <Panel title={text.title} note={found.leads.length > shown ? words.policies.first(count(shown)) : undefined}>
              <Told trial={found} />
            </Panel>
          </>
        );
      }}
    </Asked>
  );
}

const figures = ["rejected", "held", "unassigned", "sla_breached"] as const;
const percent = (some: number | undefined, all: number | undefined) => (all === undefined || all === 0 ? 0 : ((some ?? 0) * 100) / all);

/** A trial on a share of the leads, its figures beside those of the active policy. */
export function SideBySide({ version, active }: { version: PolicyVersion; active: PolicyVersion }) {
  const decided = (of: PolicyVersion) => of.counts["decided"] ?? 0;
  const share = (of: PolicyVersion, name: string) => percent(of.counts[name], of.counts["decided"]);
  if (decided(version) === 0) {
    return (
      <Panel title={text.side} note={text.sideNote}>
        <p className="panel-text soft">{text.noneDecided}</p>
      </Panel>
    );
  }
  const pairs = figures.map((name) => ({ name: words.policies.countNames[name] ?? name, before: share(active, name), after: share(version, name) }));
  return <PairPanel title={text.side} note={text.sideOf(count(decided(version)), count(decided(active)))} of={text.figure} pairs={pairs} before={text.active} after={text.trial} percent />;
}
