// Which actions the console offers to whom: the table of docs/security.md, right by right, which
// tools/console_test.py holds equal. The server decides; this only keeps people from buttons that it
// would refuse.
import { createContext, use } from "react";
import type { SessionUser } from "./types";

const roles = ["admin", "policy_author", "policy_approver", "table_owner", "operator", "manager", "seller", "approver", "requester", "auditor", "service"];

/** A letter a role, in their order: `*` all, `t` the team's, `o` the own ones, `.` none. */
const reaches = {
  "leads.read": "***.*to*.**",
  "personal.read": "*...*to..*.",
  "leads.explain": "***.*to*.**",
  "leads.send": "*...*.....*",
  "decisions.try": "***.*....**",
  "leads.work": "*...*to....",
  "leads.claim": "*...***....",
  "leads.recall": "*...*t.....",
  "leads.decide": "*...*t.*...",
  "leads.route": "*...*t.....",
  "records.change": "*...*.....*",
  "leads.reassign_many": "*...*......",
  "moves.approve": "*......*...",
  "moves.read": "***.*..*.*.",
  "events.read": "***.*to*.**",
  "runs.read": "***.*to*.**",
  "runs.cancel": "*...*......",
  "policies.read": "******.*.**",
  "policies.write": "**.........",
  "policies.approve": "*.*........",
  "policies.settings": "*..........",
  "tables.edit": "**.o.......",
  "access_rules.write": "*..........",
  "mail.deliver": "*...*.....*",
  "people.weight": "*...*t.....",
  "flags.set": "**..*......",
  "reference.read": "********.**",
  "reference.write": "*...*......",
  "contacts.read": "*...*....*.",
  "setup.read": "**..*....*.",
  "sources.write": "*...*......",
  "agents.write": "*...*......",
  "environment.write": "*..........",
  "reports.read": "***.*..*.*.",
  "figures.read": "***.*to*.*.",
  "metrics.read": "*...*....**",
  "audit.read": "*.*.*....*.",
  "audit.check": "*...*....*.",
  "person.read": "*...*....*.",
  "person.forget": "*...*......",
  "holds.read": "*...*....*.",
  "holds.write": "*...*......",
  "maintain": "*...*......",
  "users.read": "*........*.",
  "users.write": "*..........",
  "tokens.own": "**********.",
  "readings.read": "*........*.",
  "cases.open": "*********..",
  "cases.read": "*ooo*oo*o*.",
  "cases.decide": "*...ot.*...",
  "documents.read": "**********.",
  "documents.write": "**.........",
  "availability.read": "*ooo*tooo*.",
  "availability.set": "*ooo*tooo..",
  "people.deactivate": "*...*t.....",
  "holdings.reassign": "*...*t.....",
  "leads.act_on_many": "*...*to....",
} as const;

export type Right = keyof typeof reaches;
export type Reach = "all" | "team" | "own" | "none";
const letters: Record<string, Reach> = { "*": "all", t: "team", o: "own", ".": "none" };
const widest: readonly Reach[] = ["all", "team", "own"];

export function reachOf(held: readonly string[], right: Right): Reach {
  const each = held.map((role) => letters[reaches[right][roles.indexOf(role)] ?? "."]);
  return widest.find((reach) => each.includes(reach)) ?? "none";
}

/** Null: the workspace token, which may do everything. */
export const UserContext = createContext<SessionUser | null>(null);

/** Of whose records the reader has this right. */
export function useReach(right: Right): Reach {
  const user = use(UserContext);
  return user === null ? "all" : reachOf(user.roles, right);
}

export function useMay(right: Right): boolean {
  return useReach(right) !== "none";
}

/** The same for rights that are asked of by name. */
export function useMayEach(): (right: Right) => boolean {
  const user = use(UserContext);
  return (right) => user === null || reachOf(user.roles, right) !== "none";
}

// As MostAtOnce of src/access/permissions.h.
const most: Record<Reach, number> = { all: 1000, team: 500, own: 100, none: 0 };
// Of one request, whoever makes it (docs/queues.md).
const mostOfRequest = 2000;

/** How many leads the reader may act on at once. */
export function useMostAtOnce(): number {
  const user = use(UserContext);
  if (user === null || user.roles.includes("admin")) return mostOfRequest;
  return Math.max(...(["leads.act_on_many", "holdings.reassign", "availability.set"] as const).map((right) => most[reachOf(user.roles, right)]));
}
