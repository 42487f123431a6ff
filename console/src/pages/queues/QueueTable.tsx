// The leads of a queue, with what each waits for and since when; rows are chosen to act on many.
import { useMemo, useState } from "react";
import { useTrail } from "../../app/looked";
import { useQueue, type QueueLine } from "../../api/queues";
import type { Lead } from "../../api/types";
import { pathTo } from "../../app/location";
import { Link } from "../../ui/Link";
import { StatusBadge } from "../../ui/Parts";
import { moveByRow } from "../../ui/rowKeys";
import { Empty, Failed, Loading } from "../../ui/State";
import { Time, TimeLimit } from "../../ui/Time";
import { words } from "../../words/en";
import { firstLimit, ownerText, shownName } from "../leads/columns";
import { BulkBar } from "./BulkBar";

const text = words.queues;

interface RowProps {
  lead: Lead;
  /** Somebody owns leads of the list, so that it says who. */
  owned: boolean;
  chosen: boolean;
  onChoose: (chosen: boolean) => void;
}

/** What it waits for, and the queue where the sentence does not name it. */
function Waits({ lead, owned }: Pick<RowProps, "lead" | "owned">) {
  const said = lead.waits_for?.words ?? "";
  return (
    <>
      {said === "" ? <StatusBadge status={lead.status} /> : <span className="waits">{said}</span>}
      {!owned && lead.queue !== null && !said.includes(lead.queue) && <span className="soft waits">{text.inQueue(lead.queue)}</span>}
    </>
  );
}

function Row({ lead, owned, chosen, onChoose }: RowProps) {
  const limit = firstLimit(lead);
  const name = shownName(lead);
  return (
    <tr>
      <td className="choose">
        <input type="checkbox" aria-label={text.select(name)} checked={chosen} onChange={(event) => onChoose(event.target.checked)} />
      </td>
      <td data-column="name">
        <Link to={pathTo("leads", lead.lead_id)} className="cell-link">
          {name}
        </Link>{" "}
        <span className="soft queue-company" title={String(lead.lead["company"] ?? "")}>
          {String(lead.lead["company"] ?? "")}
        </span>
      </td>
      <td data-column="waits">
        <Waits lead={lead} owned={owned} />
      </td>
      <td className="nowrap" data-column="since">
        <Time at={lead.since ?? lead.received_at} />
      </td>
      {owned && <td data-column="owner">{ownerText(lead)}</td>}
      <td className="nowrap" data-column="limit">{limit === null ? words.state.none : <TimeLimit at={limit} />}</td>
    </tr>
  );
}

interface TableProps {
  leads: readonly Lead[];
  chosen: ReadonlySet<string>;
  onChosen: (next: ReadonlySet<string>) => void;
}

function Table({ leads, chosen, onChosen }: TableProps) {
  const all = leads.every((lead) => chosen.has(lead.lead_id));
  const owned = leads.some((lead) => lead.owner !== null);
  const choose = (id: string, is: boolean) => {
    const next = new Set(chosen);
    if (is) next.add(id);
    else next.delete(id);
    onChosen(next);
  };
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls is reached by keys
    <div className="table-box" tabIndex={0} role="region" aria-label={text.table}>
      <table className="queue-table">
        <thead>
          <tr>
            <td className="choose">
              <label className="check">
                <input type="checkbox" aria-label={text.selectAll} checked={all} onChange={(event) => onChosen(new Set(event.target.checked ? leads.map((lead) => lead.lead_id) : []))} />
                <span className="narrow-only">{text.selectAll}</span>
              </label>
            </td>
            <th scope="col">{text.lead}</th>
            <th scope="col">{text.waitsFor}</th>
            <th scope="col">{text.since}</th>
            {owned && <th scope="col">{text.owner}</th>}
            <th scope="col">{text.limit}</th>
          </tr>
        </thead>
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the links in it take the keys */}
        <tbody onKeyDown={moveByRow}>
          {leads.map((lead) => (
            <Row key={lead.lead_id} lead={lead} owned={owned} chosen={chosen.has(lead.lead_id)} onChoose={(is) => choose(lead.lead_id, is)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const nothingChosen: ReadonlySet<string> = new Set();

export function QueueTable({ line, name }: { line: QueueLine; name: string }) {
  const queue = useQueue(line.name);
  const [chosen, setChosen] = useState(nothingChosen);
  const leads = useMemo(() => queue.data?.pages.flatMap((page) => page.items) ?? [], [queue.data]);
  useTrail(
    leads.map((lead) => lead.lead_id),
    pathTo("queues", line.name),
    name,
  );
  // What left the queue meanwhile is chosen no more.
  const still = useMemo(() => leads.map((lead) => lead.lead_id).filter((id) => chosen.has(id)), [leads, chosen]);
  if (queue.isError) return <Failed error={queue.error} retry={() => void queue.refetch()} />;
  if (queue.data === undefined) return <Loading rows={8} />;
  return (
    <>
      <BulkBar line={line} chosen={still} names={new Map(leads.map((lead) => [lead.lead_id, shownName(lead)]))} onDone={() => setChosen(nothingChosen)} />
      {leads.length === 0 ? <Empty title={text.none}>{text.noneNote}</Empty> : <Table leads={leads} chosen={new Set(still)} onChosen={setChosen} />}
      <footer className="table-foot">
        <span className="soft" role="status">
          {leads.length > 0 && words.leads.shown(leads.length.toLocaleString("en"))}
        </span>
        {queue.hasNextPage && (
          <button type="button" className="button" disabled={queue.isFetchingNextPage} onClick={() => void queue.fetchNextPage()}>
            {text.more}
          </button>
        )}
      </footer>
    </>
  );
}
