// Steps back and forth through what a text was while it is edited here; one that is changed elsewhere begins anew.
import { useState } from "react";

// As far back as anybody goes; each is one text of a table.
const mostSteps = 100;

interface History {
  now: string;
  past: readonly string[];
  future: readonly string[];
  /** What was being typed in. */
  step: string;
}

export interface Undo {
  /** Edits with the same `step` one after the other are taken back together; without one each stands alone. */
  write: (next: string, step?: string) => void;
  /** Null where there is nothing to take back, or to do again. */
  undo: (() => void) | null;
  redo: (() => void) | null;
}

export function useUndo(text: string, onChange: (next: string) => void): Undo {
  const [kept, setKept] = useState<History>({ now: text, past: [], future: [], step: "" });
  const history = kept.now === text ? kept : { now: text, past: [], future: [], step: "" };
  const show = (next: History) => {
    setKept(next);
    onChange(next.now);
  };
  const { past, future } = history;
  const [before, after] = [past.at(-1), future[0]];
  return {
    write: (now, step = "") => {
      if (now === text) return;
      const goesOn = step !== "" && step === history.step;
      show({ now, past: goesOn ? past : [...past, text].slice(-mostSteps), future: [], step });
    },
    undo: before === undefined ? null : () => show({ now: before, past: past.slice(0, -1), future: [text, ...future], step: "" }),
    redo: after === undefined ? null : () => show({ now: after, past: [...past, text], future: future.slice(1), step: "" }),
  };
}
