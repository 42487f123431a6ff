import { useQuery } from "@tanstack/react-query";
import { get } from "../../api/client";
import type { Lead, LeadList } from "../../api/types";
import { pathTo } from "../../app/location";
import { Link } from "../../ui/Link";
import { Panel, StatusBadge } from "../../ui/Parts";
import { Asked, Empty } from "../../ui/State";
import { Time } from "../../ui/Time";
import { words } from "../../words/en";
import { leadName } from "../leads/columns";

const text = words.today;
// What one looks through at a glance; the table has the rest.
const most = 10;

function firstLimit(lead: Lead): string {
  return Object.values(lead.due).sort()[0] ?? "";
}

/** Least time left first; those without a limit last, the newest before the older. */
function byTimeLeft(leads: readonly Lead[]): Lead[] {
  const rank = (lead: Lead) => (firstLimit(lead) === "" ? "~" : firstLimit(lead));
  return leads.toSorted((one, other) => rank(one).localeCompare(rank(other)) || other.received_at.localeCompare(one.received_at)).slice(0, most);
}

/** The leads of whoever is signed in. */
export function MyLeads({ person }: { person: string }) {
  const filters = { owner: person, status: "routed" };
  const leads = useQuery({
    queryKey: ["leads", "mine", person],
    queryFn: () => get<LeadList>(`/v1/leads?${new URLSearchParams({ ...filters, limit: "200" }).toString()}`),
    refetchInterval: 15_000,
  });
  return (
    <Panel title={text.mine} actions={<Link to={pathTo("leads", null, null, filters)}>{text.allMine}</Link>}>
      <Asked query={leads} rows={4}>
        {(list) =>
          list.items.length === 0 ? (
            <Empty title={text.noneMine} />
          ) : (
            <ul className="attention">
              {byTimeLeft(list.items).map((lead) => (
                <li key={lead.lead_id}>
                  <Link to={pathTo("leads", lead.lead_id)}>
                    <StatusBadge status={lead.status} />
                    <span className="attention-label">{leadName(lead)}</span>
                    <span className="soft attention-note">{String(lead.lead["company"] ?? "")}</span>
                    <span className="soft attention-age">{firstLimit(lead) === "" ? <Time at={lead.received_at} /> : <Time at={firstLimit(lead)} />}</span>
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </Asked>
    </Panel>
  );
}
