// What needs attention beside waiting leads: agents that do not answer, messages that did not go out,
// owners that another system or a person changed past the policy, so that write-back wrote nothing.
import { useAgentHealth } from "../../api/queries";
import { useMay } from "../../api/rights";
import type { Attention } from "../../api/types";
import { pathTo } from "../../app/location";
import { words } from "../../words/en";
import type { AttentionItem } from "./AttentionList";

const text = words.today;
// The reason of such a lead.
const outside = "owner_changed_outside";

export function useOtherFaults(attention: Attention): AttentionItem[] {
  const seesAgents = useMay("setup.read");
  const health = useAgentHealth(seesAgents).data ?? [];
  const silent = health.filter((agent) => agent.breaker !== "closed").length;
  const { count: differs, oldest_at: first } = attention.owner_differs;
  const item = (key: string, label: string, count: number, tone: string, to: string, more: { note?: string; oldest?: string | null } = {}): AttentionItem[] =>
    count > 0 ? [{ key, label, count, tone, to, note: more.note ?? "", oldest: more.oldest ?? null }] : [];
  return [
    ...item("silent", text.agentsSilent, silent, "bad", pathTo("agents")),
    ...item("not-sent", text.notSent, attention.notices?.not_sent ?? 0, "bad", pathTo("audit", null, null, { search: "1", type: "Notified" }), { note: text.notSentNote }),
    ...item("tried-again", text.triedAgain, attention.notices?.tried_again ?? 0, "wait", pathTo("audit", null, null, { search: "1", type: "Notified" }), { oldest: attention.notices?.oldest_at ?? null }),
    ...item(outside, text.ownerDiffers, differs, "wait", pathTo("leads", null, null, { status: "routed", reason: outside }), { note: text.ownerDiffersNote, oldest: first }),
  ];
}
