import { ApiProblem } from "../../api/client";
import { useLead } from "../../api/queries";
import type { Lead } from "../../api/types";
import type { PageProps } from "../../app/Pages";
import { pathTo } from "../../app/location";
import { useOpened } from "../../app/looked";
import { Link } from "../../ui/Link";
import { LinkTabs } from "../../ui/LinkTabs";
import { Facts, Page, StatusBadge } from "../../ui/Parts";
import { Said } from "../../ui/Said";
import { Id } from "../../ui/Id";
import { Asked, Empty } from "../../ui/State";
import { Time, TimeLimit } from "../../ui/Time";
import { words } from "../../words/en";
import { spaced } from "../../words/en.codes";
import { firstLimit, leadName, ownerText } from "../leads/columns";
import { EventsTab } from "./EventsTab";
import { LeadActions } from "./LeadActions";
import { PendingTab } from "./PendingTab";
import { TimelineTab } from "./TimelineTab";
import { TrailNav } from "./TrailNav";
import { WhyTab } from "./WhyTab";

const text = words.lead;
type TabName = keyof typeof text.tabs;
const tabNames = Object.keys(text.tabs) as TabName[];

const shown = Object.keys(text.reach) as (keyof typeof text.reach)[];

function Received({ lead }: { lead: Lead }) {
  const facts = shown.filter((name) => lead.lead[name] != null).map((name) => [text.reach[name], name === "source" || name === "consent" ? spaced(String(lead.lead[name])) : String(lead.lead[name])] as const);
  return (
    <aside className="panel" aria-label={text.facts}>
      <header className="panel-head">
        <h2>{text.facts}</h2>
      </header>
      <Facts facts={facts} />
    </aside>
  );
}

function Standing({ lead }: { lead: Lead }) {
  const version = lead.policy_version;
  const limit = firstLimit(lead);
  return (
    <div className="standing">
      <StatusBadge status={lead.status} />
      <span>
        <Said>{lead.explanation}</Said>
      </span>
      <Facts
        facts={[
          lead.owner === null && lead.queue !== null ? [text.queue, lead.queue] : [text.owner, ownerText(lead) === "" ? text.nobody : ownerText(lead)],
          ...(limit === null ? [] : [[text.limit, <TimeLimit key="limit" at={limit} />] as const]),
          [text.decidedBy, [lead.rule, lead.row].filter((part) => part !== null).join(" · ")],
          [text.version, version === null ? "" : <Link to={pathTo("policies", version)}>{version}</Link>],
          [text.received, <Time key="at" at={lead.received_at} />],
          [text.id, <Id key="id" id={lead.lead_id} />],
          ...(lead.touches > 0 ? [[text.cameBack, text.times(lead.touches)] as const] : []),
          ...(lead.duplicate_of === null ? [] : [[text.duplicateOf, <Link key="of" to={pathTo("leads", lead.duplicate_of)}>{lead.duplicate_of}</Link>] as const]),
        ]}
      />
    </div>
  );
}

function Tab({ lead, name }: { lead: Lead; name: TabName }) {
  if (name === "why") return <WhyTab lead={lead} />;
  if (name === "events") return <EventsTab id={lead.lead_id} />;
  if (name === "pending") return <PendingTab lead={lead} />;
  return <TimelineTab id={lead.lead_id} />;
}

export default function LeadPage({ place }: PageProps) {
  const id = place.item ?? "";
  const lead = useLead(id);
  useOpened(pathTo("leads", id), lead.data === undefined ? undefined : [leadName(lead.data), lead.data.lead["company"]].filter((part) => part != null && part !== "").join(" · "));
  const name = tabNames.find((tab) => tab === place.part) ?? "timeline";
  if (lead.error instanceof ApiProblem && lead.error.status === 404) {
    return (
      <Page title={text.missing}>
        <Empty title={text.missingNote}>
          <Link to={pathTo("leads")}>{text.toLeads}</Link>
        </Empty>
      </Page>
    );
  }
  return (
    <Page title={lead.data === undefined ? words.leads.title : leadName(lead.data)} actions={<TrailNav id={id} part={place.part} />}>
      <Asked query={lead} rows={10}>
        {(found) => (
          <>
            <Standing lead={found} />
            <LeadActions key={found.lead_id} lead={found} />
            <LinkTabs label={text.parts} current={name} tabs={tabNames.map((tab) => ({ id: tab, label: text.tabs[tab], to: pathTo("leads", id, tab) }))} />
            <div className="lead-columns">
              <div>
                <Tab lead={found} name={name} />
              </div>
              <Received lead={found} />
            </div>
          </>
        )}
      </Asked>
    </Page>
  );
}
