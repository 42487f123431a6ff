// Which actions the console offers to whom. The server decides; this only keeps people from buttons
// that it would refuse.
import { createContext, use } from "react";
import type { SessionUser } from "./types";

const rights = {
  publish: ["admin", "policy_author"],
  approvePolicy: ["admin", "policy_approver"],
  promote: ["admin", "policy_approver"],
  actOnLeads: ["admin", "operator", "manager", "seller"],
  agents: ["admin", "operator"],
  audit: ["admin", "auditor", "operator"],
  admin: ["admin"],
  openRequests: ["admin", "policy_author", "policy_approver", "table_owner", "operator", "manager", "seller", "approver", "requester"],
  decideRequests: ["admin", "operator", "manager", "approver"],
  writeDocuments: ["admin", "policy_author"],
  seeMoves: ["admin", "policy_author", "policy_approver", "operator", "approver", "auditor"],
  moveMany: ["admin", "operator"],
  approveMoves: ["admin", "approver"],
} as const;

export type Right = keyof typeof rights;

/** Null: the workspace token. */
export const UserContext = createContext<SessionUser | null>(null);

export function useMay(right: Right): boolean {
  const user = use(UserContext);
  return user === null || user.roles.some((role) => (rights[right] as readonly string[]).includes(role));
}
