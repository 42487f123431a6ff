// Sentences that the server says: people are named there by id, and what the policy calls something
// stands in backticks.
import type { ReactNode } from "react";
import { useNames } from "../api/people";
import { sayCode } from "../words/en.codes";

const addressed = /[^\s`(),;:]+@[^\s`(),;:]+?(?=[.,;:)]*(?:\s|$))/g;
const called = /`([^`]+)`/g;
const tool = /^([a-z]+_[a-z]+): /;

/** The same sentence with people by name. */
export function useNamed(): (sentence: string) => string {
  const nameOf = useNames();
  return (sentence) => sentence.replace(addressed, (id) => nameOf(id));
}

export function Said({ children }: { children: string }) {
  const named = useNamed();
  const parts: ReactNode[] = [];
  let at = 0;
  for (const found of children.matchAll(called)) {
    parts.push(named(children.slice(at, found.index)), <code key={found.index}>{found[1]}</code>);
    at = found.index + found[0].length;
  }
  parts.push(named(children.slice(at)));
  return <>{parts}</>;
}

/** `tool: outcome`, or a sentence. */
export function SaidAction({ children }: { children: string }) {
  const named = useNamed();
  const [whole, name] = tool.exec(children) ?? [];
  if (whole === undefined || name === undefined) return <>{named(children)}</>;
  const came = children.slice(whole.length).split(" -> ");
  return (
    <>
      {sayCode("tools", name)}: {came.map((one) => named(sayCode("outcomes", one))).join(" → ")}
    </>
  );
}
