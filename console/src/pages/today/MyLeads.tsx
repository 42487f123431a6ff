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

/** Least time left first; those without a limit last, the newest before the older. */
function byTimeLeft(leads: readonly Lead[]): Lead[] {
  const ends = (lead: Lead) => Date.parse(firstLimit(lead) ?? "") || Infinity;
  const order = (one: number, other: number) => (one === other ? 0 : one - other);
  return leads.toSorted((one, other) => order(ends(one), ends(other)) || order(Date.parse(other.received_at), Date.parse(one.received_at))).slice(0, most);
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
  const filters = { owner: person, status: "routed" };
  const leads = useQuery({
    queryKey: ["leads", "mine", person],
    queryFn: () => get<LeadList>(`/v1/leads?${new URLSearchParams({ ...filters, limit: "200" }).toString()}`),
    refetchInterval: 15_000,
  });
  const first = byTimeLeft(leads.data?.items ?? []);
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
