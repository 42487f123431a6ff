import { ScrollTable } from "../../ui/ScrollTable";
import { useMutation } from "@tanstack/react-query";
import { post } from "../../api/client";
import { useNames } from "../../api/people";
import type { PolicyVersion } from "../../api/types";
import { LeadLink } from "../../ui/Id";
import { Figure, Panel } from "../../ui/Parts";
import { Empty, Failed, Loading } from "../../ui/State";
import { words } from "../../words/en";
import type { Draft } from "./draft";
import { PairPanel } from "./PairPanel";
import { differing, type Pairs } from "./pairs";

const text = words.policies;
// What one screen holds; the rest is in the export of `signalbox policy backtest`.
const shownMoves = 50;

export interface Backtest {
  leads: number;
  moved_count: number;
  conflict_count: number;
  unmatched_count: number;
  unmatched_before: number;
  jain: number;
  jain_before: number;
  per_owner: Pairs;
  moved: { lead_id: string; external_id: string | null; from: string; to: string; from_rule: string | null; to_rule: string | null }[];
}

function Moves({ result }: { result: Backtest }) {
  const nameOf = useNames();
  return (
    <Panel title={text.movedLeads} note={result.moved.length > shownMoves ? text.first(String(shownMoves)) : undefined}>
      <ScrollTable label={text.movedLeads} stacked heads={[text.lead, text.from, text.toWhom, text.byRule]}>
            {result.moved.slice(0, shownMoves).map((move) => (
              <tr key={move.lead_id}>
                <td>
                  <LeadLink id={move.lead_id} part="why" called={move.external_id} />
                </td>
                <td data-label={text.from}>{nameOf(move.from)}</td>
                <td data-label={text.toWhom}>{nameOf(move.to)}</td>
                <td data-label={text.byRule}>{[move.from_rule, move.to_rule].join(" → ")}</td>
              </tr>
            ))}
      </ScrollTable>
    </Panel>
  );
}

function Result({ result }: { result: Backtest }) {
  const nameOf = useNames();
  const count = (number: number) => number.toLocaleString("en");
  return (
    <>
      <div className="panel panel-text">
        <h2>{result.moved_count === 0 ? text.same : text.wouldMove(count(result.moved_count), count(result.leads))}</h2>
      </div>
      <div className="figures panel-gap">
        <Figure label={text.leads} value={count(result.leads)} />
        <Figure label={text.conflicts} value={count(result.conflict_count)} />
        <Figure label={text.unmatched} value={count(result.unmatched_count)} note={text.was(count(result.unmatched_before))} />
        <Figure label={text.fairness} value={result.jain.toFixed(3)} note={text.was(result.jain_before.toFixed(3))} />
      </div>
      {result.moved_count > 0 && (
        <>
          <PairPanel title={text.perOwner} note={text.perOwnerNote} of={text.owner} pairs={differing(result.per_owner, nameOf)} before={text.before} after={text.after} />
          <Moves result={result} />
        </>
      )}
    </>
  );
}

/** The difference in meaning: which leads of the history would go elsewhere. */
export function CompareTab({ version, draft }: { version: PolicyVersion; draft: Draft }) {
  const compare = useMutation({
    mutationFn: () => post<Backtest>("/v1/policies/backtest", { before: "active", after: draft.changed ? { files: draft.files } : version.policy_version }),
  });
  if (version.active && !draft.changed) return <Empty title={text.compareYourself} />;
  return (
    <>
      <div className="panel panel-text actions">
        <button type="button" className="button primary" disabled={compare.isPending} onClick={() => compare.mutate()}>
          {text.compareWith}
        </button>
        <span className="soft" role="status">
          {compare.isPending ? text.comparing : text.compareNote}
        </span>
      </div>
      {compare.isError && <Failed error={compare.error} />}
      {compare.isPending && <Loading rows={8} />}
      {compare.data !== undefined && <Result result={compare.data} />}
    </>
  );
}
