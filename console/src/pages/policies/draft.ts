// Changes to a version's files that are not published yet: kept in this tab, checked as they are typed.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, get, post } from "../../api/client";
import type { Finding } from "../../api/types";

export type Files = Record<string, string>;

interface Bundle {
  policy_version: string;
  files: Files;
}

export function usePublishedFiles(version: string) {
  return useQuery({ queryKey: ["policies", version, "files"], queryFn: () => get<Bundle>(api`/v1/policies/${version}/files`), staleTime: Infinity });
}

const placeOf = (version: string) => `signalbox.draft.${version}`;

function stored(version: string): Files {
  try {
    return JSON.parse(sessionStorage.getItem(placeOf(version)) ?? "{}") as Files;
  } catch {
    return {};
  }
}

export interface Draft {
  /** All files, as changed. */
  files: Files;
  changed: boolean;
  write: (path: string, text: string) => void;
  drop: () => void;
}

export function useDraft(version: string, published: Files): Draft {
  const [changes, setChanges] = useState<Files>(() => stored(version));
  const keep = (next: Files) => {
    setChanges(next);
    if (Object.keys(next).length === 0) sessionStorage.removeItem(placeOf(version));
    else sessionStorage.setItem(placeOf(version), JSON.stringify(next));
  };
  return {
    files: { ...published, ...changes },
    changed: Object.keys(changes).length > 0,
    write: (path, text) => {
      const next = { ...changes, [path]: text };
      if (published[path] === text) Reflect.deleteProperty(next, path);
      keep(next);
    },
    drop: () => keep({}),
  };
}

export interface Checked {
  policy_version: string | null;
  findings: Finding[];
}

// Short enough to feel at once, long enough not to check every letter.
const pauseMs = 350;

export function useCheck(files: Files) {
  const [settled, setSettled] = useState(files);
  const text = JSON.stringify(files);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(text) as Files), pauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  const check = useQuery({
    queryKey: ["check", settled],
    queryFn: () => post<Checked>("/v1/policies/check", { files: settled }),
    placeholderData: (previous) => previous,
    gcTime: 60_000,
  });
  const current = JSON.stringify(settled) === text && !check.isPlaceholderData;
  return { checked: check.data, current, error: check.error };
}
