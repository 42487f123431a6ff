import { useQuery } from "@tanstack/react-query";
import { get } from "../../api/client";
import type { Lead, LeadList } from "../../api/types";
import { pathTo } from "../../app/location";
import { useTrail } from "../../app/looked";
import { Link } from "../../ui/Link";
import { Badge, Panel } from "../../ui/Parts";
import { Asked, Empty } from "../../ui/State";
import { Time, TimeLimit } from "../../ui/Time";
import { words } from "../../words/en";
import { firstLimit, leadName } from "../leads/columns";

const text = words.today;
// What one looks through at a glance; the table has the rest.
const most = 10;

const filtersOf = (person: string) => ({ owner: person, status: "routed" });

/** Least time left first, whenever they came; those without a limit last, the newest before the older. */
async function fetchFirst(person: string): Promise<Lead[]> {
  const list = (more: Record<string, string>) => get<LeadList>(`/v1/leads?${new URLSearchParams({ ...filtersOf(person), limit: String(most), ...more }).toString()}`);
  const [due, newest] = await Promise.all([list({ order: "due" }), list({})]);
  // Of the newest those with a limit stand among the due, or behind the last of them.
  const known = new Set(due.items.map((lead) => lead.lead_id));
  return [...due.items, ...newest.items.filter((lead) => !known.has(lead.lead_id) && firstLimit(lead) === null)].slice(0, most);
}

function Lines({ leads }: { leads: readonly Lead[] }) {
  // Where no policy sets time limits there is nothing to count down.
  const limited = leads.some((lead) => firstLimit(lead) !== null);
  return (
    <ul className={limited ? "attention by-limit" : "attention without-badge"}>
      {leads.map((lead) => {
        const limit = firstLimit(lead);
        return (
          <li key={lead.lead_id}>
            <Link to={pathTo("leads", lead.lead_id)}>
              {limit !== null && <TimeLimit at={limit} />}
              {limit === null && limited && <Badge>{text.noLimit}</Badge>}
              <span className="attention-label">{leadName(lead)}</span>
              <span className="soft attention-note">{String(lead.lead["company"] ?? "")}</span>
              <span className="soft attention-age">
                {text.came} <Time at={lead.received_at} />
              </span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

/** The leads of whoever is signed in. */
export function MyLeads({ person }: { person: string }) {
  const filters = filtersOf(person);
  const leads = useQuery({ queryKey: ["leads", "mine", person], queryFn: () => fetchFirst(person), refetchInterval: 15_000 });
  const first = leads.data ?? [];
  useTrail(
    first.map((lead) => lead.lead_id),
    pathTo("today"),
    text.mine,
  );
  return (
    <Panel title={text.mine} actions={<Link to={pathTo("leads", null, null, filters)}>{text.allMine}</Link>}>
      <Asked query={leads} rows={4}>
        {() => (first.length === 0 ? <Empty title={text.noneMine} /> : <Lines leads={first} />)}
      </Asked>
    </Panel>
  );
}
