// From lead to lead of the list that the reader came from, in its order and in the same part of the page.
import { use } from "react";
import { pathTo } from "../../app/location";
import { LookedContext } from "../../app/looked";
import { Link } from "../../ui/Link";
import { words } from "../../words/en";

const text = words.trail;

/** Nothing for who came by a link. */
export function TrailNav({ id, part }: { id: string; part: string | null }) {
  const { trail } = use(LookedContext);
  const at = trail === null ? -1 : trail.ids.indexOf(id);
  if (trail === null || at < 0) return null;
  const before = trail.ids[at - 1];
  const after = trail.ids[at + 1];
  return (
    <nav className="trail" aria-label={text.title}>
      <Link to={trail.to}>{trail.label}</Link>
      <span className="soft">{text.place((at + 1).toLocaleString("en"), trail.ids.length.toLocaleString("en"))}</span>
      {before !== undefined && (
        <Link className="button" to={pathTo("leads", before, part)}>
          {text.before}
        </Link>
      )}
      {after !== undefined && (
        <Link className="button" to={pathTo("leads", after, part)}>
          {text.after}
        </Link>
      )}
    </nav>
  );
}
