// What waits for people, and one action on many leads.
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useReader } from "./acting";
import { api, get, post } from "./client";
import type { RequestRow } from "./desk";
import type { Lead } from "./types";

export type QueueKind = "my" | "team" | "unassigned" | "held" | "failed" | "exceptions" | "policy";
export type BulkAction = "claim" | "accept" | "contacted" | "hand_back" | "hand_over" | "recall" | "retry" | "reroute";

export interface QueueLine {
  name: string;
  kind: QueueKind;
  owner: string | null;
  count: number;
  oldest_at: string | null;
  late: number;
}

export interface BulkOutcome {
  dry_run: boolean;
  count: number;
  done: number;
  would: number;
  already: number;
  refused: number;
  reasons: readonly { why: string; count: number }[];
  more: boolean;
  as_of: number;
  results: readonly { lead_id: string; outcome: string; why: string | null; status: string | null; owner: string | null; queue: string | null }[];
}

export interface BulkQuestion {
  action: BulkAction;
  /** The leads, or the whole queue. */
  of: { lead_ids: readonly string[] } | { filter: { queue: string } };
  more: Readonly<Record<string, string>>;
}

export function useQueues(enabled = true) {
  const { person } = useReader();
  return useQuery({ queryKey: ["queues", person], queryFn: () => get<{ queues: QueueLine[] }>("/v1/queues"), enabled, refetchInterval: 15_000 });
}

export function useQueue(name: string) {
  const { person } = useReader();
  return useInfiniteQuery({
    queryKey: ["queues", person, name],
    queryFn: ({ pageParam }) => {
      const search = new URLSearchParams({ limit: "50", ...(pageParam === null ? {} : { cursor: pageParam }) });
      return get<{ items: Lead[]; next_cursor: string | null }>(`${api`/v1/queues/${name}`}?${search.toString()}`);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    refetchInterval: (asked) => (asked.state.data?.pages.length === 1 ? 15_000 : false),
  });
}

/** The queue of the desk has requests, not leads. */
export function useExceptions() {
  const { person } = useReader();
  return useQuery({ queryKey: ["queues", person, "exceptions"], queryFn: () => get<{ items: RequestRow[] }>("/v1/queues/exceptions"), refetchInterval: 15_000 });
}

/** As a dry run first; then the same with the position that the dry run looked at. */
export function useBulk() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ question, asOf }: { question: BulkQuestion; asOf: number | null }) =>
      post<BulkOutcome>("/v1/bulk", { action: question.action, ...question.of, ...question.more, ...(asOf === null ? { dry_run: true } : { as_of: asOf }) }),
    onSuccess: (outcome) => (outcome.dry_run ? undefined : Promise.all(["queues", "leads", "lead", "attention", "notices"].map((key) => queries.invalidateQueries({ queryKey: [key] })))),
  });
}
