import type { RequestRow } from "../../api/desk";
import { useExceptions } from "../../api/queues";
import { useNames } from "../../api/people";
import { pathTo } from "../../app/location";
import { Link } from "../../ui/Link";
import { ScrollTable } from "../../ui/ScrollTable";
import { Asked, Empty } from "../../ui/State";
import { Time } from "../../ui/Time";
import { words } from "../../words/en";
import { RequestStatusBadge } from "../desk/badges";
import { waitsForOf } from "../desk/RequestList";

const text = words.queues;

function Rows({ rows }: { rows: readonly RequestRow[] }) {
  const nameOf = useNames();
  const waitsFor = (row: RequestRow) => {
    const person = waitsForOf(row);
    return person === null ? words.state.none : nameOf(person);
  };
  return (
    <>
      <p className="soft panel-gap">
        {text.toDesk} <Link to={pathTo("desk")}>{words.pages.desk}</Link>
      </p>
      <div className="table-box">
        <ScrollTable label={text.names["exceptions"] ?? ""} stacked heads={[text.request, text.status, text.decides, text.since]}>
          {rows.map((row) => (
            <tr key={row.request_id}>
              <td className="prose-cell">
                <Link className="cell-link" to={pathTo("desk", row.request_id)}>
                  {row.request_id}
                </Link>{" "}
                {row.summary ?? words.desk.erased}
              </td>
              <td data-label={text.status}>
                <RequestStatusBadge status={row.status} />
              </td>
              <td className="nowrap" data-label={text.decides}>{waitsFor(row)}</td>
              <td className="nowrap" data-label={text.since}>
                <Time at={row.created_at} />
              </td>
            </tr>
          ))}
        </ScrollTable>
      </div>
    </>
  );
}

/** Open requests of the desk, the oldest first. */
export function Exceptions() {
  const requests = useExceptions();
  return (
    <Asked query={requests} rows={6}>
      {({ items }) => (items.length === 0 ? <Empty title={text.none} /> : <Rows rows={items} />)}
    </Asked>
  );
}
