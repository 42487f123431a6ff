// Reports as the server answers them, and its integers as people read them.
import { useQuery } from "@tanstack/react-query";
import { get } from "../../api/client";
import { words } from "../../words/en";

export type FigureKind = "count" | "share_e4" | "time_us" | "points" | "turns_e9";

export interface FigureSpec {
  id: string;
  words: string;
  kind: FigureKind;
  opens: boolean;
}

export interface Beside {
  now: number | null;
  before: number | null;
  /** Not told: about few records that are kept from the reader, or it would tell such a number. */
  now_few?: true;
  before_few?: true;
}

export interface ReportLine {
  person: string | null;
  key: string;
  cause: string | null;
  figures: Beside[];
}

export interface ReportGroup {
  id: string;
  words: string;
  columns: FigureSpec[];
  lines: ReportLine[];
  /** Lines of which nothing could be told. */
  left_out?: true;
}

export interface Report {
  name: string;
  title: string;
  from: string;
  to: string;
  before: { from: string; to: string };
  policy_version: string | null;
  figures: (FigureSpec & Beside)[];
  groups: ReportGroup[];
  /** Null: nothing is kept from the reader. */
  kept: { fewest: number; counted: boolean } | null;
}

export interface ReportRecord {
  lead_id: string | null;
  at: string;
  what: string;
  person: string | null;
  rule: string | null;
  detail: string | null;
  position: number;
}

const minuteUs = 60_000_000;
const hourUs = 60 * minuteUs;
const dayUs = 24 * hourUs;

function timeText(time: number): string {
  if (time < minuteUs) return `${Math.floor(time / 1_000_000)} s`;
  if (time < hourUs) return `${Math.floor(time / minuteUs)} min`;
  if (time < dayUs) return `${Math.floor(time / hourUs)} h ${Math.floor((time % hourUs) / minuteUs)} min`;
  return `${Math.floor(time / dayUs)} d ${Math.floor((time % dayUs) / hourUs)} h`;
}

export function figureText(kind: FigureKind, value: number | null): string {
  if (value === null) return "–";
  switch (kind) {
    case "count":
    case "points":
      return value.toLocaleString("en");
    case "share_e4":
      return `${(value / 100).toLocaleString("en", { maximumFractionDigits: 1 })} %`;
    case "time_us":
      return timeText(value);
    case "turns_e9":
      return (value / 1e9).toLocaleString("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  }
}

/** The same figure of the period before. */
export function beforeText(kind: FigureKind, beside: Beside | undefined): string {
  if (beside?.before_few === true) return words.reports.before(words.reports.few);
  const before = beside?.before ?? null;
  return before === null ? words.reports.nothingBefore : words.reports.before(figureText(kind, before));
}

export function useReportNames() {
  return useQuery({ queryKey: ["reports"], queryFn: () => get<{ name: string; title: string }[]>("/v1/reports"), staleTime: Infinity });
}

/** `query` holds the period, as the server reads it. */
export function useReport(name: string, query: URLSearchParams, enabled = true) {
  return useQuery({ queryKey: ["reports", name, query.toString()], queryFn: () => get<Report>(`/v1/reports/${encodeURIComponent(name)}?${query.toString()}`), staleTime: 60_000, enabled });
}
