import type { Lead } from "../../api/types";
import { Facts, Panel } from "../../ui/Parts";
import { Said } from "../../ui/Said";
import { Empty } from "../../ui/State";
import { Time, TimeLimit } from "../../ui/Time";
import { words } from "../../words/en";
import { spaced } from "../../words/en.codes";

const text = words.lead;

/** What the lead waits for, since when, and which time limits run. */
export function PendingTab({ lead }: { lead: Lead }) {
  const waits = lead.waits_for;
  const due = Object.entries(lead.due).sort(([, one], [, other]) => one.localeCompare(other));
  const facts = [
    ...(waits === null ? [] : [[text.waitsFor, <Said key="what">{waits.words}</Said>] as const, [text.waitsSince, <Time key="since" at={lead.since ?? lead.received_at} />] as const]),
    ...(waits?.until == null ? [] : [[text.waitsUntil, <Time key="until" at={waits.until} />] as const]),
    ...due.map(([name, at]) => [text.dueOf(spaced(name)), <TimeLimit key={name} at={at} />] as const),
  ];
  return (
    <Panel title={text.tabs.pending}>
      {facts.length === 0 ? <Empty title={text.pendingNone}>{text.pendingNoneNote}</Empty> : <Facts facts={facts} />}
    </Panel>
  );
}
