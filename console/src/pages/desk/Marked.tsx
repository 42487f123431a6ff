import { createContext, use, type ReactNode } from "react";
import { words } from "../../words/en";
import type { Marks } from "./shown";

const text = words.request;

/** What changed of the request that the page shows. */
export const MarksContext = createContext<Marks>(new Map());

/** Marks a part that changed, with what stood there where that is known, as `say` says it. */
export function Marked({ part, say = (was) => was, children }: { part: string; say?: (was: string) => string; children: ReactNode }) {
  const mark = use(MarksContext).get(part);
  if (mark === undefined) return children;
  return (
    <span className="marked" data-part={part}>
      <mark>{children}</mark> <span className="badge wait">{mark.before === null ? text.newMark : text.changedMark}</span>
      {typeof mark.before === "string" && (
        <span className="marked-before">
          {text.before} <del>{say(mark.before)}</del>
        </span>
      )}
    </span>
  );
}
