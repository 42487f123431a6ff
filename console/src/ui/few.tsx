import { useState, type ReactNode } from "react";
import { words } from "../words/en";

// Fewer than these are not worth a button.
const slack = 3;

/** The first of a long list, and the button that shows the rest; all of a list that is hardly longer. */
export function useFew<T>(items: readonly T[], few: number): [readonly T[], ReactNode] {
  const [all, setAll] = useState(false);
  if (all || items.length < few + slack) return [items, null];
  return [
    items.slice(0, few),
    <p key="more" className="show-all">
      <button type="button" className="button quiet" onClick={() => setAll(true)}>
        {words.state.showAll(items.length.toLocaleString("en"))}
      </button>
    </p>,
  ];
}
