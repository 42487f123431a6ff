// Ids as people can bear them: shortened, whole in the tooltip and in what is copied.
import { useState } from "react";
import { pathTo } from "../app/location";
import { words } from "../words/en";
import { Link } from "./Link";

const tail = 8;
const shortEnough = 20;

/** `lead_…371bbd64`: ids of one time begin alike, so that their ends tell them apart. */
export function shortId(id: string): string {
  if (id.length <= shortEnough) return id;
  return `${id.slice(0, id.indexOf("_") + 1)}…${id.slice(-tail)}`;
}

/** Copies a text; nothing where the browser lets no page do so (a connection without TLS). */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false);
  if (!("clipboard" in navigator)) return null;
  const said = copied ? words.state.copied : label;
  return (
    <button type="button" className="copy" aria-label={said} title={said} onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))} onBlur={() => setCopied(false)}>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        {copied ? <path d="m3 8.5 3.5 3.5L13 4.5" /> : <path d="M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z" />}
      </svg>
    </button>
  );
}

export function Id({ id }: { id: string }) {
  return (
    <span className="id">
      <span className="mono" title={id}>
        {shortId(id)}
      </span>
      <CopyButton text={id} label={words.state.copyId} />
    </span>
  );
}

/** A lead by the sender's own id where it has one, else by its shortened one. */
export function LeadLink({ id, part, called = null }: { id: string; part?: string; called?: string | null }) {
  return (
    <span className="id">
      <Link to={pathTo("leads", id, part)} title={id} className={called === null ? "mono" : undefined}>
        {called ?? shortId(id)}
      </Link>
      <CopyButton text={id} label={words.state.copyId} />
    </span>
  );
}
