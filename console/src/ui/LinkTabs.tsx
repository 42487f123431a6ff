import { useEffect, useRef } from "react";
import { Link } from "./Link";

export interface LinkTab {
  id: string;
  label: string;
  to: string;
}

/** Parts of one page, each with an address of its own. */
export function LinkTabs({ label, tabs, current }: { label: string; tabs: readonly LinkTab[]; current: string }) {
  const strip = useRef<HTMLElement>(null);
  // On a phone the strip scrolls; the page itself stays where it is.
  useEffect(() => {
    const tab = strip.current?.querySelector<HTMLElement>("[aria-current]");
    if (strip.current !== null && tab != null) strip.current.scrollLeft = tab.offsetLeft - (strip.current.clientWidth - tab.offsetWidth) / 2;
  }, [current]);
  return (
    <nav ref={strip} className="tabs" aria-label={label}>
      {tabs.map((tab) => (
        <Link key={tab.id} to={tab.to} className="tab" aria-current={tab.id === current ? "page" : undefined}>
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}
