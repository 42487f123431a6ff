// A manager's team at a glance: who is there, what each has in hand, who is away next.
import { useQueries } from "@tanstack/react-query";
import { useOthers, type Availability } from "../../api/availability";
import { api, get } from "../../api/client";
import { calledBy, type Person } from "../../api/people";
import { useReach } from "../../api/rights";
import { pathTo } from "../../app/location";
import { Link } from "../../ui/Link";
import { Badge, Panel } from "../../ui/Parts";
import { ScrollTable } from "../../ui/ScrollTable";
import { Time } from "../../ui/Time";
import { words } from "../../words/en";

const text = words.availability;
// Each is one request; a larger team is looked at on its page.
const mostShown = 25;

function Row({ person, now }: { person: Person; now: Availability | undefined }) {
  // One that runs has begun before it ends their being away.
  const next = now?.leaves.find((leave) => leave.from > (now.away_until ?? ""));
  return (
    <tr>
      <td>
        <Link className="cell-link" to={pathTo("availability", person.id)}>
          {calledBy(person)}
        </Link>
      </td>
      <td>{now === undefined ? words.state.loading : <Badge tone={now.available ? "good" : "wait"}>{now.available ? text.there : (now.why ?? text.away)}</Badge>}</td>
      <td data-label={text.until}>{now?.away_until == null ? null : <Time at={now.away_until} />}</td>
      <td className="number" data-label={text.load}>{now === undefined ? words.state.none : <Link to={pathTo("leads", null, null, { owner: person.id, status: "routed" })}>{now.open_leads.toLocaleString("en")}</Link>}
        {now?.not_given_on != null && (
          <div>
            <Badge tone="bad">{text.notGivenOnShort}</Badge>
          </div>
        )}
      </td>
      <td data-label={text.nextAway}>{next === undefined ? null : <Time at={next.from} />}</td>
    </tr>
  );
}

function Team({ people }: { people: readonly Person[] }) {
  const shown = people.filter((person) => person.active).slice(0, mostShown);
  const each = useQueries({ queries: shown.map((person) => ({ queryKey: ["availability", person.id], queryFn: () => get<Availability>(api`/v1/people/${person.id}/availability`), refetchInterval: 60_000 })) });
  return (
    <Panel title={text.team} actions={<Link to={pathTo("availability")}>{text.title}</Link>}>
      <ScrollTable label={text.team} className="lines" stacked heads={[words.pools.person, text.now, text.until, { name: text.load, number: true }, text.nextAway]}>
        {shown.map((person, at) => (
          <Row key={person.id} person={person} now={each[at]?.data} />
        ))}
      </ScrollTable>
    </Panel>
  );
}

/** Nothing for who has no team. */
export function TeamPanel() {
  const isManager = useReach("availability.read") === "team";
  const people = useOthers();
  return isManager && people.length > 0 ? <Team people={people} /> : null;
}
