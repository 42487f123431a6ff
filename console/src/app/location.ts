// Where the reader is: the address bar is the only state that names a page, so that every page, tab
// and filter has a link.
import { useMemo, useSyncExternalStore } from "react";

function listen(changed: () => void): () => void {
  window.addEventListener("popstate", changed);
  return () => window.removeEventListener("popstate", changed);
}

const address = () => window.location.pathname + window.location.search;

/** Tabs and filters are the same page, whose reader stays where they are. */
const pageOf = (to: string) => to.replace(/\?.*/, "").split("/", 4).join("/");

export function navigate(to: string, how: { replace?: boolean } = {}): void {
  const from = address();
  if (to === from) return;
  if (how.replace === true) window.history.replaceState(null, "", to);
  else window.history.pushState(null, "", to);
  window.dispatchEvent(new PopStateEvent("popstate"));
  // Back and forward go to where one was, which the browser does.
  if (pageOf(from) !== pageOf(to)) window.scrollTo(0, 0);
}

export interface Place {
  /** `leads`, `policies`, ...; `today` at the root. */
  page: string;
  item: string | null;
  part: string | null;
  query: URLSearchParams;
}

/** Of an address that leads deeper than any page. */
const noPage = "";

/** As it stands where it was mistyped: no page and no record is called so. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

export function usePlace(): Place {
  const at = useSyncExternalStore(listen, address);
  return useMemo(() => {
    const url = new URL(at, window.location.origin);
    const [first = "", page = "today", item = null, part = null, ...deeper] = url.pathname
      .split("/")
      .filter((segment) => segment !== "")
      .map(decoded);
    const known = first === "console" ? page : first === "" ? "today" : first;
    return { page: deeper.length > 0 ? noPage : known, item, part, query: url.searchParams };
  }, [at]);
}

export function pathTo(page: string, item?: string | null, part?: string | null, query?: Record<string, string>): string {
  if (page === "today") return "/";
  const segments = [page, item, part].filter((segment) => segment != null).map((segment) => encodeURIComponent(segment));
  const search = new URLSearchParams(query).toString();
  return `/console/${segments.join("/")}${search === "" ? "" : `?${search}`}`;
}
