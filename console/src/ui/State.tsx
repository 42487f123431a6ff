import type { ReactNode } from "react";
import { ApiProblem, garbled } from "../api/client";
import { words } from "../words/en";
import { useAnnounced } from "./Announcer";

// Who hears the page is told that it loads only where they would begin to wonder.
const wonderMs = 1_000;

/** Keeps the place of what is on its way, so that nothing jumps when it comes. */
export function Loading({ rows = 6 }: { rows?: number }) {
  useAnnounced(words.state.loading, wonderMs);
  return (
    <div className="loading" role="status" aria-label={words.state.loading}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="loading-row" />
      ))}
    </div>
  );
}

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  useAnnounced(title);
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children !== undefined && <div className="soft">{children}</div>}
    </div>
  );
}

export function sayProblem(error: unknown): string {
  if (error instanceof ApiProblem && error.status === 0) return words.state.offline;
  if (error instanceof ApiProblem && error.status === garbled) return words.state.garbled;
  return error instanceof Error && error.message !== "" ? error.message : words.state.failed;
}

export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  return (
    <div className="failed" role="alert">
      <p>{sayProblem(error)}</p>
      {retry !== undefined && (
        <button type="button" className="button" onClick={retry}>
          {words.state.retry}
        </button>
      )}
    </div>
  );
}

/** One of loading, failed, or what came; the usual three of a page that asks once. */
export function Asked<T>({ query, rows, children }: { query: Askable<T>; rows?: number; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />;
  return <Loading {...(rows === undefined ? {} : { rows })} />;
}

interface Askable<T> {
  data: T | undefined;
  isError: boolean;
  error: unknown;
  refetch: () => unknown;
}
