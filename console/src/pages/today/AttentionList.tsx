import type { ReactNode } from "react";
import type { Attention, WaitingLeads } from "../../api/types";
import { pathTo } from "../../app/location";
import { Link } from "../../ui/Link";
import { Badge, Panel } from "../../ui/Parts";
import { Empty } from "../../ui/State";
import { Time } from "../../ui/Time";
import { words } from "../../words/en";
import { sayCode } from "../../words/en.codes";
import { useOtherFaults } from "./OtherFaults";

const text = words.today;

export interface AttentionItem {
  key: string;
  label: string;
  note: ReactNode;
  count: number;
  oldest: string | null;
  to: string;
  tone: string;
}

function labelOf(waiting: WaitingLeads): string {
  if (waiting.status === "failed") return text.failedWork;
  if (waiting.reason === "nobody_available" || waiting.reason === "no_capacity") return text.noOneThere;
  if (waiting.rule === "nothing_matched") return text.fallback;
  if (waiting.queue !== null) return text.queue(waiting.queue);
  return waiting.reason === null ? text.noQueue : text.heldFor(sayCode("reasons", waiting.reason));
}

function itemsOf(attention: Attention): AttentionItem[] {
  const items = attention.waiting.map((waiting): AttentionItem => {
    const query: Record<string, string> = { status: waiting.status };
    if (waiting.queue !== null) query["queue"] = waiting.queue;
    if (waiting.rule !== null) query["rule"] = waiting.rule;
    if (waiting.reason !== null) query["reason"] = waiting.reason;
    return {
      key: JSON.stringify([waiting.status, waiting.queue, waiting.rule, waiting.reason]),
      label: labelOf(waiting),
      note: [waiting.rule === "nothing_matched" ? null : waiting.rule, waiting.queue === null || waiting.reason === null ? null : sayCode("reasons", waiting.reason)].filter((part) => part != null).join(" · "),
      count: waiting.count,
      oldest: waiting.oldest_at,
      to: pathTo("leads", null, null, query),
      tone: waiting.status === "failed" || waiting.late > 0 ? "bad" : "wait",
    };
  });
  const { late, due_soon: soon, oldest_due_at: due } = attention.time_limits;
  const limit = (key: string, label: string, count: number, tone: string): AttentionItem => ({
    key,
    label,
    note: due !== null && (
      <>
        {text.limitDue} <Time at={due} />
      </>
    ),
    count,
    oldest: null,
    // Those of which it counts stand first.
    to: pathTo("leads", null, null, { status: "routed", order: "due" }),
    tone,
  });
  if (soon > 0) items.unshift(limit("soon", text.limitSoon, soon, "wait"));
  if (late > 0) items.unshift(limit("late", text.limitLate, late, "bad"));
  return items;
}

export function AttentionList({ attention }: { attention: Attention }) {
  const items = [...itemsOf(attention), ...useOtherFaults(attention)];
  return (
    <Panel title={text.attention}>
      {items.length === 0 ? (
        <Empty title={text.nothingWaits}>{text.nothingWaitsNote}</Empty>
      ) : (
        <ul className="attention">
          {items.map((item) => (
            <li key={item.key}>
              <Link to={item.to}>
                <Badge tone={item.tone}>{item.count.toLocaleString("en")}</Badge>
                <span className="attention-label">{item.label}</span>
                <span className="soft attention-note">{item.note}</span>
                <span className="soft attention-age">
                  {item.oldest !== null && (
                    <>
                      {text.oldest} <Time at={item.oldest} />
                    </>
                  )}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
