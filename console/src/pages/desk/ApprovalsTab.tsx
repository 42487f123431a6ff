import { useReader } from "../../api/acting";
import { useApprovals, type Approval } from "../../api/desk";
import { useNames } from "../../api/people";
import { pathTo } from "../../app/location";
import { Link } from "../../ui/Link";
import { Asked, Empty } from "../../ui/State";
import { Time } from "../../ui/Time";
import { words } from "../../words/en";
import { NoPerson } from "./NoPerson";
import { RequestPage } from "./RequestPage";
import { lastShown } from "./shown";

const text = words.approvals;

/** Whether the reader was shown this, and as it is now. */
function seenNote(reader: string, approval: Approval): string {
  const last = lastShown(reader, approval.request_id);
  return last === undefined ? text.unseen : last === approval.shown_hash ? "" : text.changed;
}

function Waiting({ approvals, chosen, reader }: { approvals: readonly Approval[]; chosen: string | null; reader: string }) {
  const nameOf = useNames();
  return (
    <nav aria-label={text.list}>
      <ul className="side-list">
        {approvals.map((one) => {
          const note = one.request_id === chosen ? "" : seenNote(reader, one);
          return (
            <li key={one.request_id}>
              <Link to={pathTo("desk", "approvals", one.request_id)} aria-current={one.request_id === chosen ? "page" : undefined}>
                <span className="waiting-head">
                  {one.request_id} · {one.priority}
                </span>
                <span className="waiting-summary">{one.summary ?? words.desk.erased}</span>
                <span className="soft">
                  {one.requester === null ? words.desk.erased : nameOf(one.requester)}, {text.waiting} <Time at={one.waits_since} />
                </span>
                {note !== "" && <span className="badge wait">{note}</span>}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

export function ApprovalsTab({ chosen }: { chosen: string | null }) {
  const { person } = useReader();
  const approvals = useApprovals(person !== null);
  if (person === null) return <NoPerson />;
  return (
    <Asked query={approvals} rows={8}>
      {({ items }) =>
        items.length === 0 && chosen === null ? (
          <Empty title={text.none}>{text.noneNote}</Empty>
        ) : (
          <div className="split wide-list">
            {items.length === 0 ? <Empty title={text.none} /> : <Waiting approvals={items} chosen={chosen} reader={person} />}
            <div>{chosen === null ? <Empty title={text.choose} /> : <RequestPage key={chosen} id={chosen} />}</div>
          </div>
        )
      }
    </Asked>
  );
}
