import { useEffect, useRef, type ReactNode } from "react";

/** What can be chosen beside a page; on a phone a strip that scrolls, with what is chosen in sight. */
export function SideList({ label, className = "", children }: { label: string; className?: string; children: ReactNode }) {
  const list = useRef<HTMLElement>(null);
  const before = useRef<string | null>(null);
  useEffect(() => {
    const link = list.current?.querySelector<HTMLAnchorElement>("a[aria-current]");
    // Whoever swipes on is left there until something else is chosen.
    if (link == null || link.href === before.current) return;
    before.current = link.href;
    const chosen = link.closest("li");
    const strip = chosen?.parentElement;
    if (chosen !== null && strip != null) strip.scrollLeft = chosen.offsetLeft - (strip.clientWidth - chosen.offsetWidth) / 2;
  });
  return (
    <nav ref={list} className={`side-list ${className}`} aria-label={label}>
      {children}
    </nav>
  );
}
