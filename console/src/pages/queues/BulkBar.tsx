// One action on the chosen leads or on the whole queue: tried first, with how many it would be done
// for and why not for the others, then done for exactly what was looked at.
import { useState } from "react";
import type { BulkAction, BulkQuestion, QueueKind, QueueLine } from "../../api/queues";
import { useMay, useMostAtOnce, type Right } from "../../api/rights";
import { words } from "../../words/en";
import { BulkDialog } from "./BulkDialog";

const text = words.queues;
const count = (number: number) => number.toLocaleString("en");

const offered: Record<QueueKind, readonly BulkAction[]> = {
  my: ["accept", "contacted", "hand_back", "hand_over"],
  team: ["hand_over", "recall", "reroute"],
  unassigned: ["claim", "reroute"],
  held: ["reroute"],
  failed: ["retry", "reroute"],
  exceptions: [],
  policy: ["claim", "reroute"],
};
const needs: Record<BulkAction, Right> = {
  claim: "leads.claim",
  accept: "leads.work",
  contacted: "leads.work",
  hand_back: "leads.work",
  hand_over: "leads.work",
  recall: "leads.recall",
  retry: "leads.route",
  reroute: "leads.route",
};

interface Props {
  line: QueueLine;
  chosen: readonly string[];
  names: ReadonlyMap<string, string>;
  onDone: () => void;
}

export function BulkBar({ line, chosen, names, onDone }: Props) {
  const may = useMay("leads.act_on_many");
  const rights: Record<Right & `leads.${string}`, boolean> = {
    "leads.claim": useMay("leads.claim"),
    "leads.work": useMay("leads.work"),
    "leads.recall": useMay("leads.recall"),
    "leads.route": useMay("leads.route"),
  } as Record<Right & `leads.${string}`, boolean>;
  const most = useMostAtOnce();
  const [whole, setWhole] = useState(false);
  const [asking, setAsking] = useState<{ action: BulkAction; of: BulkQuestion["of"]; size: number } | null>(null);
  const actions = offered[line.kind].filter((action) => rights[needs[action] as Right & `leads.${string}`]);
  if (!may || actions.length === 0 || line.count === 0) return null;
  const size = whole ? line.count : chosen.length;
  const ask = (action: BulkAction, all: boolean) => setAsking({ action, of: all ? { filter: { queue: line.name } } : { lead_ids: chosen }, size: all ? line.count : chosen.length });
  return (
    <div className="bulk-bar" role="group" aria-label={text.actOn}>
      <span>{text.selected(count(chosen.length))}</span>
      <label className="check">
        <input type="checkbox" checked={whole} onChange={(event) => setWhole(event.target.checked)} />
        {text.whole(count(line.count))}
      </label>
      {actions.map((action) => (
        <button key={action} type="button" className="button" disabled={size === 0 || size > most} onClick={() => ask(action, whole)}>
          {text.actions[action]}
        </button>
      ))}
      {line.kind === "failed" && actions.includes("retry") && (
        <button type="button" className="button" disabled={line.count > most} onClick={() => ask("retry", true)}>
          {text.retryAll}
        </button>
      )}
      <span className={size > most ? "bad-text" : "soft"}>{text.most(count(most))}</span>
      {asking !== null && (
        <BulkDialog
          {...asking}
          names={names}
          onClose={(done) => {
            setAsking(null);
            if (done) onDone();
          }}
        />
      )}
    </div>
  );
}
