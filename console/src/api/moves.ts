// Repairs and realignments: leads that are moved from owner to owner in one go.
import { useQuery } from "@tanstack/react-query";
import { get } from "./client";

export type MoveKind = "repair" | "realign" | "undo";
export type MoveState = "planned" | "waits_for_approval" | "under_way" | "done" | "undone";

export interface MoveEntry {
  lead_id: string;
  external_id: string | null;
  from: string;
  to: string;
  rule: string | null;
  row: string | null;
  pool: string | null;
  left_out?: string;
  /** Why it is left out. */
  words?: string;
}

export interface OwnerLoad {
  owner: string;
  loses: number;
  gains: number;
  open_before: number;
  open_after: number;
  accounts_lost?: number;
  accounts_gained?: number;
}

export interface MovePreview {
  kind: MoveKind;
  version: string | null;
  active: string | null;
  looked_at: number;
  same: number;
  move_count: number;
  left_out_count: number;
  moves: readonly MoveEntry[];
  left_out: readonly MoveEntry[];
  per_owner: readonly OwnerLoad[];
  csv?: string;
}

export interface MoveProgress {
  /** Null where nothing moves. */
  id: string | null;
  count: number;
  handled: number;
  moved: number;
  left_out: number;
  /** When the next batch may go. */
  next_at: string | null;
  done: boolean;
}

export interface PlannedMoves {
  id: string;
  kind: MoveKind;
  state: MoveState;
  version: string | null;
  of: string | null;
  undone_by: string | null;
  planned_at: string;
  by: string | null;
  approved_by: string | null;
  effective: string | null;
  batch: number;
  every_us: number;
  count: number;
  handled: number;
  moved: number;
  left_out: number;
}

export function useMoves() {
  return useQuery({ queryKey: ["moves"], queryFn: () => get<{ moves: PlannedMoves[] }>("/v1/moves"), refetchInterval: 15_000 });
}
