// The desk: requests about the routing of a record, what waits for a decision, policy documents.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useReader } from "./acting";
import { api, get } from "./client";

export type RequestStatus = "New" | "Triaging" | "Waiting" | "Escalated" | "Completed" | "Rejected" | "Closed";
export type Priority = "Low" | "Medium" | "High";

export interface RequestRow {
  request_id: string;
  requester: string | null;
  /** Null: the requester was forgotten. */
  summary: string | null;
  target_record: string | null;
  status: RequestStatus;
  priority: Priority;
  decision: "Approved" | "Rejected" | "Escalated" | "Cancelled" | null;
  rationale: string | null;
  /** Who is asked to decide. */
  current_owner: string | null;
  next_owner: string | null;
  created_at: string;
  closed_at: string | null;
  changed_at: string;
  due_at: string | null;
  duplicate_of: string | null;
  erased: boolean;
}

export interface Citation {
  document: string;
  title: string | null;
  version: string;
  section: string | null;
  from: number;
  to: number;
  hash: string;
}

export interface Said {
  event_id: string;
  from: Actor;
  by: string;
  text: string | null;
  erased: boolean;
  /** Ids of the files that came with it. */
  attachments: readonly number[];
  created_at: string;
}

export type Actor = "agent" | "requester" | "approver" | "integration";
export type Details = Record<string, string | number | boolean | null | readonly Citation[]>;

export interface RequestRecord {
  lead_id: string;
  status: string;
  owner: string | null;
  queue: string | null;
  rule: string | null;
  row: string | null;
  reason: string | null;
  policy_version: string | null;
}

export interface Proposal {
  next_owner: string | null;
  rule: string | null;
  row: string | null;
  policy_version: string | null;
  citations: readonly Citation[];
}

export interface Attached {
  id: number;
  name: string | null;
  type: string;
  size: number;
}

export interface RequestDetail extends RequestRow {
  business_justification: string | null;
  reason: string;
  waits_for: string | null;
  next_step: string;
  record: RequestRecord | null;
  proposal: Proposal | null;
  attachments: readonly Attached[];
  conversation: readonly Said[];
  tool_outcomes: readonly { event_id: string; details: Details; created_at: string }[];
  actions_taken: readonly string[];
  shown_hash: string;
}

export interface AuditEntry {
  event_id: string;
  actor: string;
  actor_kind: Actor;
  event_type: "Message" | "Tool Call" | "Decision" | "Escalation" | "Approval" | "Rejection" | "Closure";
  details: Details;
  created_at: string;
  position: number;
}

export interface Approval extends RequestRow {
  waits_since: string;
  shown_hash: string;
}

export interface PolicyDocument {
  name: string;
  title: string;
  version: string;
  owner: string | null;
  /** `team:ID` or `person:ID`; empty: everybody. */
  readers: readonly string[];
  hash: string;
  added_at: string;
  sections: readonly { heading: string | null; from: number; to: number }[];
}

export const openStatuses: readonly RequestStatus[] = ["New", "Triaging", "Waiting", "Escalated"];
export const isOpen = (request: RequestRow) => openStatuses.includes(request.status);

/** How often what others change is asked for anew while it is looked at. */
const live = { refetchInterval: 15_000 } as const;
const pageSize = "50";

/** `query` as the route has it; the oldest first. */
export function useRequests(query: Readonly<Record<string, string>>) {
  const { person } = useReader();
  return useInfiniteQuery({
    queryKey: ["desk", person, "list", query],
    queryFn: ({ pageParam }) => {
      const search = new URLSearchParams({ ...query, order: "oldest", limit: pageSize });
      if (pageParam !== null) search.set("cursor", pageParam);
      return get<{ items: RequestRow[]; next_cursor: string | null }>(`/v1/cases?${search.toString()}`);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    refetchInterval: (asked) => (asked.state.data?.pages.length === 1 ? live.refetchInterval : false),
  });
}

export function useRequest(id: string) {
  const { person } = useReader();
  return useQuery({ queryKey: ["desk", person, "request", id], queryFn: () => get<RequestDetail>(api`/v1/cases/${id}`), ...live });
}

export function useRequestAudit(id: string) {
  const { person } = useReader();
  return useQuery({ queryKey: ["desk", person, "request", id, "audit"], queryFn: () => get<{ items: AuditEntry[] }>(api`/v1/cases/${id}/audit`), ...live });
}

/** What waits for the reader's decision; with the workspace token for nobody in particular, everything. */
export function useApprovals(enabled: boolean) {
  const { person } = useReader();
  return useQuery({ queryKey: ["desk", person, "approvals"], queryFn: () => get<{ items: Approval[] }>("/v1/approvals"), enabled, ...live });
}

export function useDocuments() {
  return useQuery({ queryKey: ["documents"], queryFn: () => get<{ items: PolicyDocument[] }>("/v1/documents") });
}

export function useDocument(name: string) {
  return useQuery({ queryKey: ["documents", name], queryFn: () => get<PolicyDocument & { text: string }>(api`/v1/documents/${name}`) });
}
