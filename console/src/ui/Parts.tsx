// The small parts that every page is made of.
import type { ReactNode } from "react";
import type { LeadStatus } from "../api/types";
import { words } from "../words/en";

const tones: Record<LeadStatus, string> = {
  in_progress: "wait",
  routed: "good",
  queued: "wait",
  held: "wait",
  rejected: "plain",
  duplicate: "plain",
  failed: "bad",
};

export function Badge({ tone = "plain", children }: { tone?: string; children: ReactNode }) {
  return <span className={`badge ${tone}`}>{children}</span>;
}

export function StatusBadge({ status }: { status: LeadStatus }) {
  return <Badge tone={tones[status]}>{words.status[status]}</Badge>;
}

export function Page({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <>
      <title>{words.app.pageTitle(title)}</title>
      <header className="page-head">
        <h1>{title}</h1>
        <div className="actions">{actions}</div>
      </header>
      {children}
    </>
  );
}

export function Panel({ title, note, actions, children }: { title: string; note?: ReactNode; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className="panel" aria-label={title}>
      <header className="panel-head">
        <h2>{title}</h2>
        {note !== undefined && <span className="soft">{note}</span>}
        <div className="actions">{actions}</div>
      </header>
      {children}
    </section>
  );
}

/** Named values, one below the other. */
export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value === null || value === "" ? words.state.none : value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Figure({ label, value, note }: { label: string; value: ReactNode; note?: ReactNode }) {
  return (
    <div className="figure">
      <div className="figure-label">{label}</div>
      <div className="figure-value">{value}</div>
      {note !== undefined && <div className="soft">{note}</div>}
    </div>
  );
}
