import { useReader } from "../../api/acting";
import { useRequests, type RequestRow } from "../../api/desk";
import { useNames } from "../../api/people";
import { navigate, pathTo, type Place } from "../../app/location";
import { Link } from "../../ui/Link";
import { moveByRow } from "../../ui/rowKeys";
import { Empty, Failed, Loading } from "../../ui/State";
import { Time } from "../../ui/Time";
import { words } from "../../words/en";
import { PriorityBadge, RequestStatusBadge } from "./badges";

const text = words.desk;
const statuses = ["New", "Triaging", "Waiting", "Escalated", "Completed", "Rejected", "Closed"] as const;
const priorities = ["High", "Medium", "Low"] as const;
const filterNames = ["status", "priority", "whose"] as const;
type Filters = Partial<Record<(typeof filterNames)[number], string>>;

function filtersOf(query: URLSearchParams): Filters {
  return Object.fromEntries(filterNames.map((name) => [name, query.get(name) ?? ""] as const).filter(([, value]) => value !== ""));
}

/** As the route has it; without a choice, what is open. */
function queryOf({ status = "open", priority, whose }: Filters): Record<string, string> {
  return {
    ...(status === "all" ? {} : { status }),
    ...(priority === undefined ? {} : { priority }),
    ...(whose === "mine" ? { requester: "me" } : {}),
    ...(whose === "decide" ? { current_owner: "me" } : {}),
  };
}

function FilterBar({ filters, hasPerson }: { filters: Filters; hasPerson: boolean }) {
  const choose = (name: keyof Filters, value: string) => {
    const others = Object.entries(filters).filter(([other]) => other !== name);
    navigate(pathTo("desk", null, null, Object.fromEntries(value === "" ? others : [...others, [name, value]])));
  };
  const select = (name: keyof Filters, label: string, options: readonly (readonly [string, string])[]) => (
    <label className="field">
      {label}
      <select value={filters[name] ?? ""} onChange={(event) => choose(name, event.target.value)}>
        {options.map(([value, shown]) => (
          <option key={value} value={value}>
            {shown}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <div className="filters" role="search" aria-label={text.filters}>
      {select("status", text.status, [["", text.statusNames.open], ["all", text.statusNames.all], ...statuses.map((one) => [one, one] as const)])}
      {select("priority", text.priority, [["", words.leads.any], ...priorities.map((one) => [one, one] as const)])}
      {hasPerson && select("whose", text.whose, [["", text.whoseNames.any], ["mine", text.whoseNames.mine], ["decide", text.whoseNames.decide]])}
    </div>
  );
}

/** Whoever has to say something next; null where nobody does. */
export function waitsForOf(request: RequestRow): string | null {
  if (request.status === "Escalated") return request.current_owner;
  return request.status === "Waiting" ? request.requester : null;
}

function Row({ request, nameOf }: { request: RequestRow; nameOf: (id: string) => string }) {
  const waitsFor = waitsForOf(request);
  return (
    <tr>
      <td className="nowrap" data-column="id">
        {request.request_id}
      </td>
      <td className="request-cell" data-column="request">
        <Link to={pathTo("desk", request.request_id)} className="cell-link" title={request.summary ?? undefined}>
          {request.summary ?? text.erased}
        </Link>
        <span className="soft">{request.requester === null ? text.erased : nameOf(request.requester)}</span>
      </td>
      <td data-column="record">{request.target_record}</td>
      <td data-column="priority">
        <PriorityBadge priority={request.priority} />
      </td>
      <td data-column="status">
        <RequestStatusBadge status={request.status} />
      </td>
      <td data-column="waits">{waitsFor === null ? "" : nameOf(waitsFor)}</td>
      <td className="nowrap" data-column="since">
        <Time at={request.changed_at} />
      </td>
    </tr>
  );
}

function RequestTable({ requests }: { requests: readonly RequestRow[] }) {
  const nameOf = useNames();
  const heads = [
    ["id", text.id],
    ["request", text.request],
    ["record", text.record],
    ["priority", text.priority],
    ["status", text.status],
    ["waits", text.decides],
    ["since", text.since],
  ] as const;
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls is reached by keys
    <div className="table-box" tabIndex={0} role="region" aria-label={text.table}>
      <table className="request-table card-table">
        <thead>
          <tr>
            {heads.map(([id, head]) => (
              <th key={id} scope="col" data-column={id}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the links in it take the keys */}
        <tbody onKeyDown={moveByRow}>
          {requests.map((request) => (
            <Row key={request.request_id} request={request} nameOf={nameOf} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function RequestList({ place }: { place: Place }) {
  const { person } = useReader();
  const filters = filtersOf(place.query);
  const requests = useRequests(queryOf(filters));
  const items = requests.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = Object.keys(filters).length > 0;
  return (
    <>
      <FilterBar filters={filters} hasPerson={person !== null} />
      {requests.isError && <Failed error={requests.error} retry={() => void requests.refetch()} />}
      {requests.isPending && <Loading rows={8} />}
      {requests.isSuccess && items.length === 0 && <Empty title={filtered ? text.none : text.noneOpen}>{filtered ? text.noneNote : text.noneOpenNote}</Empty>}
      {items.length > 0 && <RequestTable requests={items} />}
      <footer className="table-foot">
        <span className="soft" role="status">
          {items.length > 0 && text.shown(items.length.toLocaleString("en"))}
        </span>
        {requests.hasNextPage && (
          <button type="button" className="button" disabled={requests.isFetchingNextPage} onClick={() => void requests.fetchNextPage()}>
            {text.more}
          </button>
        )}
      </footer>
    </>
  );
}
