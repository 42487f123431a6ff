// The filters of the table, which are the query of its address, and the leads that fit.
import { useInfiniteQuery } from "@tanstack/react-query";
import { get } from "../../api/client";
import type { LeadList } from "../../api/types";

export const filterNames = ["find", "status", "owner", "queue", "rule", "reason", "since", "order"] as const;
export type Filters = Partial<Record<(typeof filterNames)[number], string>>;

export function filtersOf(query: URLSearchParams): Filters {
  const filters: Filters = {};
  for (const name of filterNames) {
    const value = query.get(name);
    if (value !== null && value !== "") filters[name] = value;
  }
  return filters;
}

/** The API's query; `find` is looked for in whatever a lead can be found by. */
export function leadsPath(filters: Filters, cursor: string | null, limit: number): string {
  const query = new URLSearchParams({ limit: String(limit) });
  for (const [name, value] of Object.entries(filters)) {
    if (name === "find") query.set("search", value);
    // A day as the reader counts them, in whose zone the table says when each came.
    else if (name === "since") query.set("since", new Date(`${value}T00:00`).toISOString());
    else query.set(name, value);
  }
  if (cursor !== null) query.set("cursor", cursor);
  return `/v1/leads?${query.toString()}`;
}

const pageSize = 50;

export function useLeads(filters: Filters) {
  return useInfiniteQuery({
    queryKey: ["leads", filters],
    queryFn: ({ pageParam }) => get<LeadList>(leadsPath(filters, pageParam, pageSize)),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    refetchInterval: (query) => (query.state.data?.pages.length === 1 ? 15_000 : false),
  });
}
