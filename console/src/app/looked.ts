// Where the reader comes from: the list that they walk through lead by lead, and the leads that they opened last. Kept in
// memory while they are signed in; it names people, so the browser stores none of it.
import { createContext, use, useCallback, useEffect, useMemo, useState } from "react";

/** Leads in the order of a list, as the reader saw it. */
export interface Trail {
  ids: readonly string[];
  /** Back to the list, with its filters. */
  to: string;
  label: string;
}

export interface Opened {
  to: string;
  label: string;
}

interface Looked {
  trail: Trail | null;
  setTrail: (trail: Trail) => void;
  /** The newest first. */
  opened: readonly Opened[];
  open: (one: Opened) => void;
}

// What one still remembers having looked at.
const mostOpened = 6;

export const LookedContext = createContext<Looked>({ trail: null, setTrail: () => undefined, opened: [], open: () => undefined });

/** What the context holds; it ends with the component that asks for it. */
export function useLooked(): Looked {
  const [trail, setTrail] = useState<Trail | null>(null);
  const [opened, setOpened] = useState<readonly Opened[]>([]);
  const open = useCallback((one: Opened) => setOpened((before) => [one, ...before.filter((other) => other.to !== one.to)].slice(0, mostOpened)), []);
  return useMemo(() => ({ trail, setTrail, opened, open }), [trail, opened, open]);
}

/** Says which leads a list shows, in its order. */
export function useTrail(ids: readonly string[], to: string, label: string): void {
  const { setTrail } = use(LookedContext);
  const all = ids.join(" ");
  useEffect(() => {
    if (all !== "") setTrail({ ids: all.split(" "), to, label });
  }, [all, to, label, setTrail]);
}

/** Says that a lead is looked at; nothing while its name is not known. */
export function useOpened(to: string, label: string | undefined): void {
  const { open } = use(LookedContext);
  useEffect(() => {
    if (label !== undefined) open({ to, label });
  }, [to, label, open]);
}
