// What the API answers (/openapi.json), as far as the console reads it.

export type LeadStatus = "in_progress" | "routed" | "queued" | "held" | "rejected" | "duplicate" | "failed";

export interface Owner {
  type: string;
  id: string;
  name: string | null;
}

export type Attributes = Record<string, string | number | boolean | null>;

export interface LeadState {
  lead_id: string;
  external_id: string | null;
  run_id: string | null;
  status: LeadStatus;
  owner: Owner | null;
  queue: string | null;
  rule: string | null;
  row: string | null;
  reason: string | null;
  policy_version: string | null;
  duplicate_of: string | null;
  explanation: string;
  due: Record<string, string>;
  position: number;
}

export interface Lead extends LeadState {
  received_at: string;
  touches: number;
  erased?: boolean;
  /** Null for a lead that its owner has. */
  waits_for: { kind: string; name: string | null; words: string; until: string | null } | null;
  since: string | null;
  /** Of a lead that waits for a decision, by its id: what a decision is about. */
  shown_hash?: string;
  /** Fields that there are and the reader may not see. */
  masked?: readonly string[];
  lead: Attributes;
}

export interface LeadList {
  items: Lead[];
  next_cursor: string | null;
  as_of: number;
}

export interface Evidence {
  code: string;
  field: string;
  weight: number;
  words: string;
}

export interface ExplainedStep {
  step: string;
  event: string;
  /** Null while its agent has it in hand. */
  outcome: string | null;
  agent: string | null;
  reason: string | null;
  words: string | null;
  confidence_e4: number;
  duration_us: number;
  time: string;
  evidence: Evidence[];
  output: Attributes;
}

export interface WhyNot {
  owner: string;
  got_it: boolean;
  known: boolean;
  reachable: boolean;
  text: string;
}

export interface Explanation {
  lead_id: string;
  status: LeadStatus;
  policy: string;
  policy_version: string | null;
  plan: string;
  rule: string | null;
  row: string | null;
  pool: string | null;
  queue: string | null;
  owner: string | null;
  owner_name: string | null;
  disposition: string | null;
  steps: ExplainedStep[];
  considered: { owner: string; lost: string; by: string | null }[];
  unknowns: { rule: string; missing: string }[];
  slas: string[];
  pointers: { before: string | null; after: string | null };
  history: { position: number; time: string; words: string }[];
  why_not?: WhyNot;
  text: string;
}

export interface LogEvent {
  position: number;
  type: string;
  time: string;
  entity: string | null;
  run_id: string | null;
  fields: Record<string, unknown>;
}

export interface WaitingLeads {
  status: LeadStatus;
  queue: string | null;
  rule: string | null;
  reason: string | null;
  count: number;
  oldest_at: string;
  late: number;
}

export interface Attention {
  waiting: WaitingLeads[];
  time_limits: { late: number; due_soon: number; oldest_due_at: string | null };
  /** Routed leads with another owner than the policy named. */
  owner_differs: { count: number; oldest_at: string | null };
  intake: { today: number; week_ago: number };
  /** Of messages to people; absent where none are kept. */
  notices?: { not_sent: number; waiting: number; tried_again: number; oldest_at: string | null };
  leads: Partial<Record<LeadStatus, number>>;
  as_of: number;
}

export interface OwnedRecord {
  found: "lead" | "contact" | "account" | "opportunity" | null;
  id: string | null;
  name: string | null;
  owner: Owner | null;
  lead: LeadState | null;
}

export interface PoolMember {
  id: string;
  name: string | null;
  weight: number;
  /** Whether the reader may set it. */
  weight_open: boolean;
  available: boolean;
  why: string | null;
  away_until: string | null;
  open: number;
  turns: number;
  level_e9: number;
}

export interface Pool {
  id: string;
  strategy: string;
  members_in_words: string;
  next_in_turn: string | null;
  waiting: number;
  turns: { key: string; turns: number }[];
  members: PoolMember[];
}

export interface PoolsAnswer {
  policy_version: string | null;
  pools: Pool[];
}

export type Stage = "draft" | "shadow" | "canary" | "active" | "retired";

export interface PolicyVersion {
  hash: string;
  policy_version: string;
  policy: string;
  active: boolean;
  activations: number;
  stage: Stage;
  share: string | null;
  published_by: string | null;
  approved_by: string | null;
  counts: Record<string, number>;
  shadow: Record<string, number>;
}

export interface Finding {
  severity: "error" | "warning";
  file: string;
  line: number;
  column: number;
  message: string;
}

export interface Flow {
  policy: string;
  policy_version: string;
  /** Null, and each count: the reader does not see all leads whole. */
  decisions: number | null;
  steps: { name: string; kind: "guard" | "rule"; words: string; count: number | null }[];
  targets: { name: string; kind: string; words: string }[];
  lines: [number, number][];
}

export interface AgentSpec {
  id: string;
  version: string;
  kind: string;
  capabilities: string[];
  inputs: string[];
  outputs: string[];
  determinism: string;
  effects: string;
  timeout: string;
  lifecycle: string;
  canary_percent: number;
  successor: string | null;
  owner: string;
  url: string | null;
}

export interface AgentHealth {
  id: string;
  version: string;
  breaker: "closed" | "open" | "half_open";
  running: number;
  failures_in_a_row: number;
  calls_today: number;
}

export interface VerifyReport {
  ok: boolean;
  tree_size: number;
  first_bad: { position: number; record: number } | null;
  views_difference?: string | null;
}

export interface SessionUser {
  id: string;
  name: string;
  email: string;
  roles: string[];
  person: string | null;
}
