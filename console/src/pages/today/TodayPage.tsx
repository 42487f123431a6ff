import { useReader } from "../../api/acting";
import { useMay } from "../../api/rights";
import type { PageProps } from "../../app/Pages";
import { useAgentHealth, useAttention, useVersions } from "../../api/queries";
import type { Attention } from "../../api/types";
import { Link } from "../../ui/Link";
import { Figure, Page } from "../../ui/Parts";
import { Asked } from "../../ui/State";
import { pathTo } from "../../app/location";
import { words } from "../../words/en";
import { AttentionList } from "./AttentionList";
import { LeaveNote } from "./LeaveNote";
import { MyLeads } from "./MyLeads";
import { OwnerBox } from "./OwnerBox";
import { PublishedPanel } from "./PublishedPanel";
import { QueuePanel } from "./QueuePanel";
import { TeamPanel } from "./TeamPanel";
import { WaitsForMe } from "./WaitsForMe";

const count = (number: number) => number.toLocaleString("en");

function Figures({ attention }: { attention: Attention }) {
  const versions = useVersions();
  const seesAgents = useMay("setup.read");
  const health = useAgentHealth(seesAgents);
  const active = versions.data?.versions.find((version) => version.active);
  const bad = health.data?.filter((agent) => agent.breaker !== "closed").length;
  const all = Object.values(attention.leads).reduce((sum, some) => sum + some, 0);
  return (
    <div className="figures panel-gap">
      <Figure label={words.today.intake} value={count(attention.intake.today)} note={<span title={words.today.intakeZone}>{words.today.intakeNote(count(attention.intake.week_ago))}</span>} />
      <Figure label={words.today.inAll} value={<Link to={pathTo("leads")}>{count(all)}</Link>} />
      <Figure
        label={words.today.lastPublished}
        value={active === undefined ? words.state.none : <Link className="figure-name" to={pathTo("policies", active.policy_version)}>{active.policy}</Link>}
        note={active === undefined ? words.today.noPolicy : active.published_by === null ? active.policy_version : words.today.publishedBy(active.published_by)}
      />
      {seesAgents && <Figure
        label={words.today.agentsWell}
        value={<Link to={pathTo("agents")}>{health.data === undefined ? words.state.none : count(health.data.length)}</Link>}
        note={bad === undefined ? undefined : bad === 0 ? words.today.agentsOk : words.today.agentsBad(count(bad))}
      />}
    </div>
  );
}

/** For those who look after all of it. */
function Everything() {
  const attention = useAttention();
  return (
    <Asked query={attention}>
      {(data) => (
        <>
          <AttentionList attention={data} />
          <Figures attention={data} />
          <PublishedPanel />
        </>
      )}
    </Asked>
  );
}

/** By role: a seller's own leads, a manager's team, and everything for those who look after it. */
export function TodayPage({ place }: PageProps) {
  const { person } = useReader();
  const [all, leads, mine] = [useMay("reports.read"), useMay("leads.read"), useMay("leads.work")];
  return (
    <Page title={words.pages.today}>
      {leads && <OwnerBox asked={place.query.get("of") ?? ""} />}
      {person !== null && mine && <MyLeads key={person} person={person} />}
      <LeaveNote />
      <WaitsForMe />
      {all && <Everything />}
      {!all && leads && <QueuePanel />}
      <TeamPanel />
    </Page>
  );
}
