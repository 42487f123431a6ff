import type { Lead } from "../../api/types";
import { Facts, Panel } from "../../ui/Parts";
import { Empty } from "../../ui/State";
import { Time } from "../../ui/Time";
import { words } from "../../words/en";

const text = words.lead;

/** What the lead waits for, since when, and which time limits run. */
export function PendingTab({ lead }: { lead: Lead }) {
  const waits = lead.status === "queued" || lead.status === "held" || lead.status === "in_progress";
  const due = Object.entries(lead.due).sort(([, one], [, other]) => one.localeCompare(other));
  const facts = [
    ...(waits ? [[text.waitsFor, lead.explanation] as const, [text.waitsSince, <Time key="since" at={lead.received_at} />] as const] : []),
    ...due.map(([name, at]) => [name.replaceAll("_", " "), <Time key={name} at={at} />] as const),
  ];
  return (
    <Panel title={text.tabs.pending}>
      {facts.length === 0 ? <Empty title={text.pendingNone}>{text.pendingNoneNote}</Empty> : <Facts facts={facts} />}
    </Panel>
  );
}
