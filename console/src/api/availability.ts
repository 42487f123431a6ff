// When people are there, and what they have in hand.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useReader } from "./acting";
import { api, get, post } from "./client";
import type { MovePreview } from "./moves";
import { usePeople, useTeamManagers, type Person } from "./people";
import { useReach } from "./rights";

export interface Leave {
  from: string;
  to: string;
  /** What becomes of the leads in hand when it begins. */
  then?: "keep" | "delegate" | "route_again";
}

export interface Availability {
  person: string;
  name: string | null;
  active: boolean;
  available: boolean;
  /** Why they take no leads now. */
  why: string | null;
  away_until: string | null;
  zone: string;
  hours: string | null;
  weight: number;
  leaves: readonly Leave[];
  paused_until: string | null;
  delegate: string | null;
  stands_in_for: readonly string[];
  open_leads: number;
  /** Leads in hand that were to be given on when the leave began, and were not yet. */
  not_given_on: { since: string; then: "delegate" | "route_again"; why: string } | null;
}

/** What somebody may look up about a person, and within what the reader may set their weight. */
export interface PersonNow extends Availability {
  /** Null: the reader may not set it. */
  weight_bounds: { from: number; to: number } | null;
}

export interface WeightSet {
  person: string;
  changed: boolean;
  before: number;
  after: number;
  pools: readonly string[];
}

export interface GivenOn {
  plan: string | null;
  moved: number;
  left_out: number;
  done: boolean;
  preview: MovePreview;
}

export interface AvailabilityChanged extends Availability {
  changed: boolean;
  dry_run: boolean;
  in_hand: GivenOn | null;
}

export interface Holdings {
  person: string;
  active: boolean;
  lead_count: number;
  accounts: readonly string[];
  requests: readonly string[];
  reports: readonly string[];
  preview: MovePreview | null;
}

export function useAvailability(person: string) {
  return useQuery({ queryKey: ["availability", person], queryFn: () => get<PersonNow>(api`/v1/people/${person}/availability`), refetchInterval: 30_000 });
}

/** Sets how many turns somebody takes beside the others of their pools. */
export function useSetWeight(person: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { weight: number; reason: string }) => post<WeightSet>(api`/v1/people/${person}/weight`, body),
    onSuccess: () => Promise.all(["availability", "pools", "people"].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
}

/** Whoever `manager` answers for, as the server has it: those who report to them in any number of steps, those in a team that they manage, and who reports to these. */
function teamOf(people: readonly Person[], managers: ReadonlyMap<string, string>, manager: string): Set<string> {
  const team = new Set([manager, ...people.filter((one) => one.team !== "" && managers.get(one.team) === manager).map((one) => one.id)]);
  for (let before = 0; before !== team.size; ) {
    before = team.size;
    for (const one of people) if (one.manager !== "" && team.has(one.manager)) team.add(one.id);
  }
  return team;
}

/** Those whose availability the reader may see beside their own: the team's, or everybody's. */
export function useOthers(): Person[] {
  const reach = useReach("availability.read");
  const { person } = useReader();
  const all = usePeople(reach === "all" || reach === "team").data ?? [];
  const managers = useTeamManagers(reach === "team").data;
  if (reach === "all") return all.filter((one) => one.id !== person);
  if (reach !== "team" || person === null) return [];
  const team = teamOf(all, managers ?? new Map<string, string>(), person);
  return all.filter((one) => one.id !== person && team.has(one.id));
}
