// Learned models: which answer, how they do, what became of them.
import { useQuery } from "@tanstack/react-query";
import { api, get } from "./client";
import type { LogEvent } from "./types";

export type Standing = "champion" | "challenger" | "former";

export interface ModelVersion {
  version: string;
  /** The hash that names the model file. */
  model: string;
  kind: string;
  standing: Standing;
  since: string;
  before: string | null;
  author?: string | null;
  approved_by?: string | null;
}

export interface AgentModels {
  agent: string;
  champion: string | null;
  challenger: string | null;
  versions: readonly ModelVersion[];
}

interface Watched {
  agent: string;
  version: string;
  model: string;
  scored: number;
  decided: number;
}

export interface ModelFigures {
  version: string;
  rows: number;
  positives: number;
  auc: number | null;
  ece: number;
  brier: number;
  lift_10: number | null;
  table: readonly { rows: number; predicted: number | null; observed: number | null }[];
  tenths: readonly { rows: number; observed: number; lift: number }[];
}

export interface Calibration extends Watched {
  models: readonly ModelFigures[];
}

export interface Drift extends Watched {
  columns: readonly { what: string; psi: number; p_value: number; level: "steady" | "watch" | "act" }[];
  over_time: readonly { until: string; rows: number; psi: number }[];
}

export interface GroupFigures {
  group: string;
  rows: number;
  positives: number;
  predicted: number;
  observed: number;
  selected: number;
  selection_ratio: number;
  miscalibrated: boolean;
  seldom_selected: boolean;
}

export interface Fairness extends Watched {
  columns: readonly { column: string; groups: readonly GroupFigures[] }[];
}

export interface ModelCard {
  agent: string;
  version: string;
  kind: string;
  card: string | null;
  points: string | null;
}

export interface ModelVerdict {
  promoted: boolean;
  agent: string;
  version: string | null;
  why: string;
}

export interface WatchReport {
  told: readonly string[];
  recalibrated: string | null;
}

interface ModelsAnswer {
  items: AgentModels[];
  /** Whether a second person has to agree; absent where no version is put into use by its number. */
  approval_required?: boolean;
}

export function useModels() {
  return useQuery({ queryKey: ["models"], queryFn: () => get<ModelsAnswer>("/v1/models"), refetchInterval: 30_000 });
}

/** Each is read from the whole history of the leads that were scored, so it is asked once and kept for a while. */
function usePart<T>(agent: string, version: string | null, part: string) {
  return useQuery({ queryKey: ["models", agent, version, part], queryFn: () => get<T>(`${api`/v1/models/${agent}/`}${part}`), staleTime: 60_000 });
}

export const useCalibration = (agent: string, version: string | null) => usePart<Calibration>(agent, version, "calibration");
export const useDrift = (agent: string, version: string | null) => usePart<Drift>(agent, version, "drift");
export const useFairness = (agent: string, version: string | null) => usePart<Fairness>(agent, version, "fairness");

export function useModelHistory(agent: string) {
  return useQuery({ queryKey: ["models", agent, "history"], queryFn: () => get<{ items: LogEvent[] }>(api`/v1/models/${agent}/history`) });
}

export function useModelCard(agent: string, version: string) {
  return useQuery({ queryKey: ["models", agent, version, "card"], queryFn: () => get<ModelCard>(`${api`/v1/models/${agent}/card`}?version=${encodeURIComponent(version)}`), staleTime: Infinity });
}
