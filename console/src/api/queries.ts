// What several pages ask for, asked once.
import { useQuery } from "@tanstack/react-query";
import { api, get } from "./client";
import type { AgentHealth, AgentSpec, Attention, Explanation, Flow, Lead, LogEvent, PolicyVersion, PoolsAnswer } from "./types";

/** How often what changes by itself is asked for anew while it is looked at. */
const live = { refetchInterval: 15_000 } as const;

export function useAttention(enabled = true) {
  return useQuery({ queryKey: ["attention"], queryFn: () => get<Attention>("/v1/attention"), enabled, ...live });
}

export function useLead(id: string) {
  return useQuery({ queryKey: ["lead", id], queryFn: () => get<Lead>(api`/v1/leads/${id}`), ...live });
}

export function useExplanation(id: string) {
  return useQuery({ queryKey: ["lead", id, "explanation"], queryFn: () => get<Explanation>(api`/v1/leads/${id}/explanation`) });
}

export function useLeadEvents(id: string) {
  return useQuery({ queryKey: ["lead", id, "events"], queryFn: () => get<LogEvent[]>(api`/v1/leads/${id}/events`) });
}

export interface Versions {
  versions: PolicyVersion[];
  approval_required: boolean;
}

export function useVersions() {
  return useQuery({ queryKey: ["policies"], queryFn: () => get<Versions>("/v1/policies"), ...live });
}

export function useFlow(version: string | null) {
  return useQuery({
    queryKey: ["policies", version, "flow"],
    queryFn: () => get<Flow>(api`/v1/policies/${version ?? ""}/flow`),
    enabled: version !== null,
    staleTime: 30_000,
  });
}

export function usePools() {
  return useQuery({ queryKey: ["pools"], queryFn: () => get<PoolsAnswer>("/v1/pools"), ...live });
}

export function useAgents() {
  return useQuery({ queryKey: ["agents"], queryFn: () => get<AgentSpec[]>("/v1/agents"), ...live });
}

export function useAgentHealth(enabled = true) {
  return useQuery({ queryKey: ["agents", "health"], queryFn: () => get<AgentHealth[]>("/v1/agents/health"), enabled, ...live });
}
