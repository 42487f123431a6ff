// What a decision is about, part by part, and what of it changed since it was last shown.
//
// While a page is open both versions are at hand, and the earlier words are shown beside. From one
// visit to the next the browser keeps fingerprints alone, never words: they belong to people who may
// be forgotten.
import { useEffect, useState } from "react";
import type { RequestDetail } from "../../api/desk";

export type Parts = Readonly<Record<string, string>>;

/** The parts that `shown_hash` is made of, by the names that the page marks them with. */
export function partsOf(request: RequestDetail): Parts {
  const { record, proposal } = request;
  const parts: Record<string, string> = {
    status: request.status,
    priority: request.priority,
    summary: request.summary ?? "",
    justification: request.business_justification ?? "",
    target: request.target_record ?? "",
    reason: request.reason,
    attachments: request.attachments.map((file) => `${file.name ?? ""} (${file.size})`).join(", "),
    lead: record?.lead_id ?? "",
    recordStatus: record?.status ?? "",
    owner: record?.owner ?? "",
    queue: record?.queue ?? "",
    rule: [record?.rule, record?.row].filter((part) => part != null).join(" · "),
    because: record?.reason ?? "",
    proposed: request.next_owner ?? "",
    proposedBy: [proposal?.rule, proposal?.row, proposal?.policy_version].filter((part) => part != null).join(" · "),
  };
  for (const one of proposal?.citations ?? []) parts[citationPart(one)] = `${one.version} ${one.hash}`;
  for (const said of request.conversation) parts[saidPart(said.event_id)] = said.text ?? "";
  return parts;
}

export const citationPart = (one: { document: string; from: number }) => `cited:${one.document}:${one.from}`;
export const saidPart = (event: string) => `said:${event}`;

export interface Mark {
  /** What stood there; null: nothing did; undefined: it is not known any more. */
  before: string | null | undefined;
}
export type Marks = ReadonlyMap<string, Mark>;
const noMarks: Marks = new Map();

export function changesBetween(before: Parts, now: Parts): Marks {
  const marks = new Map<string, Mark>();
  for (const [name, text] of Object.entries(now)) {
    const was = before[name];
    if (was !== text) marks.set(name, { before: was === undefined || was === "" ? null : was });
  }
  return marks;
}

// FNV-1a over UTF-16 units: enough to see a change, and nobody reads words out of it.
function fingerprint(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return hash;
}

interface Kept {
  id: string;
  hash: string;
  parts: Record<string, number>;
}

const place = "signalbox.shown";
// A few weeks of a busy approver.
const mostKept = 200;

function keptBy(reader: string): Kept[] {
  try {
    const stored = JSON.parse(localStorage.getItem(`${place}.${reader}`) ?? "[]") as unknown;
    return Array.isArray(stored) ? (stored as Kept[]) : [];
  } catch {
    return [];
  }
}

/** The `shown_hash` that the reader saw last; undefined where they never saw it here. */
export function lastShown(reader: string, id: string): string | undefined {
  return keptBy(reader).find((kept) => kept.id === id)?.hash;
}

function remember(reader: string, request: RequestDetail): void {
  const parts = Object.fromEntries(Object.entries(partsOf(request)).map(([name, text]) => [name, fingerprint(text)]));
  const others = keptBy(reader).filter((kept) => kept.id !== request.request_id);
  const kept: Kept = { id: request.request_id, hash: request.shown_hash, parts };
  localStorage.setItem(`${place}.${reader}`, JSON.stringify([kept, ...others].slice(0, mostKept)));
}

function sinceLastVisit(reader: string, request: RequestDetail): Marks {
  const kept = keptBy(reader).find((one) => one.id === request.request_id);
  if (kept === undefined || kept.hash === request.shown_hash) return noMarks;
  const changed = Object.entries(partsOf(request)).filter(([name, text]) => kept.parts[name] !== fingerprint(text));
  return new Map(changed.map(([name]) => [name, { before: name in kept.parts ? undefined : null }]));
}

export interface Shown {
  marks: Marks;
  /** It changed after it was shown; a decision waits until the reader has seen how. */
  stale: boolean;
  /** Of what the reader was shown. */
  hash: string;
  accept: () => void;
}

/** `reader` null: whoever reads does not decide about it, and nothing is marked or kept. */
export function useShown(request: RequestDetail, reader: string | null): Shown {
  const [seen, setSeen] = useState(request);
  const [marks, setMarks] = useState<Marks>(() => (reader === null ? noMarks : sinceLastVisit(reader, request)));
  useEffect(() => {
    if (reader !== null) remember(reader, seen);
  }, [reader, seen]);
  const stale = request.shown_hash !== seen.shown_hash;
  const differences = stale ? changesBetween(partsOf(seen), partsOf(request)) : noMarks;
  if (reader === null) return { marks: noMarks, stale: false, hash: request.shown_hash, accept: () => undefined };
  return {
    marks: stale ? differences : marks,
    stale,
    hash: seen.shown_hash,
    accept: () => {
      setMarks(differences);
      setSeen(request);
    },
  };
}
