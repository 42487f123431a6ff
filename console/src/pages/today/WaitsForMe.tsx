import { useReader } from "../../api/acting";
import { useApprovals, useRequests } from "../../api/desk";
import { useMay } from "../../api/rights";
import { pathTo } from "../../app/location";
import { Link } from "../../ui/Link";
import { Badge, Panel } from "../../ui/Parts";
import { Time } from "../../ui/Time";
import { words } from "../../words/en";

const text = words.today;

interface Line {
  label: string;
  count: number;
  oldest: string;
  to: string;
}

/** Decisions and answers of the desk that nobody else gives; nothing where none is waited for. */
function WaitsForPerson() {
  const mayDecide = useMay("cases.decide");
  const approvals = useApprovals(mayDecide).data?.items ?? [];
  const asked = useRequests({ status: "Waiting", requester: "me" }).data?.pages[0]?.items ?? [];
  const line = (label: string, rows: readonly { changed_at: string }[], to: string): Line[] => (rows[0] === undefined ? [] : [{ label, count: rows.length, oldest: rows[0].changed_at, to }]);
  const lines = [...line(text.toDecide, approvals, pathTo("desk", "approvals")), ...line(text.toAnswer, asked, pathTo("desk", null, null, { status: "Waiting", whose: "mine" }))];
  if (lines.length === 0) return null;
  return (
    <Panel title={text.waitsForMe}>
      <ul className="attention">
        {lines.map(({ label, count, oldest, to }) => (
          <li key={to}>
            <Link to={to}>
              <Badge tone="wait">{count.toLocaleString("en")}</Badge>
              <span className="attention-label">{label}</span>
              <span className="soft attention-note" />
              <span className="soft attention-age">
                {text.oldest} <Time at={oldest} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Who is nobody of the workspace is waited for by nobody. */
export function WaitsForMe() {
  const { person } = useReader();
  return person === null ? null : <WaitsForPerson key={person} />;
}
