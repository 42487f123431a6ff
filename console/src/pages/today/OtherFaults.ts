// What needs attention beside waiting leads: agents that do not answer, messages that did not go out,
// owners that another system or a person changed past the policy.
import { useAgentHealth } from "../../api/queries";
import { useMay } from "../../api/rights";
import type { Attention } from "../../api/types";
import { pathTo } from "../../app/location";
import { words } from "../../words/en";
import { useReport } from "../reports/figures";
import type { AttentionItem } from "./AttentionList";

const text = words.today;
const week = new URLSearchParams();
// As docs/reports.md names it.
const outside = "changed_outside";

export function useOtherFaults(attention: Attention): AttentionItem[] {
  const [seesAgents, seesFigures] = [useMay("setup.read"), useMay("figures.read")];
  const health = useAgentHealth(seesAgents).data ?? [];
  const byHand = useReport("by-hand", week, seesFigures).data;
  const silent = health.filter((agent) => agent.breaker !== "closed").length;
  const differs = byHand?.groups.find((group) => group.id === "way")?.lines.find((line) => line.key === outside)?.figures[0]?.now ?? 0;
  const item = (key: string, label: string, count: number, tone: string, to: string, more: { note?: string; oldest?: string | null } = {}): AttentionItem[] =>
    count > 0 ? [{ key, label, count, tone, to, note: more.note ?? "", oldest: more.oldest ?? null }] : [];
  return [
    ...item("silent", text.agentsSilent, silent, "bad", pathTo("agents")),
    ...item("not-sent", text.notSent, attention.notices?.not_sent ?? 0, "bad", pathTo("audit", null, null, { search: "1", type: "Notified" }), { note: text.notSentNote }),
    ...item("tried-again", text.triedAgain, attention.notices?.tried_again ?? 0, "wait", pathTo("audit", null, null, { search: "1", type: "Notified" }), { oldest: attention.notices?.oldest_at ?? null }),
    ...item(outside, text.ownerDiffers, differs, "wait", pathTo("reports", "by-hand", "records", { days: "7", figure: "changed_by_hand", group: "way", key: outside }), { note: text.ownerDiffersNote }),
  ];
}
