// Which page an address shows. The heavy ones are chunks of their own.
import { Component, lazy, Suspense, type ComponentType, type ReactNode } from "react";
import { LeadsPage } from "../pages/leads/LeadsPage";
import { TodayPage } from "../pages/today/TodayPage";
import { Link } from "../ui/Link";
import { Page } from "../ui/Parts";
import { Empty, Loading } from "../ui/State";
import { words } from "../words/en";
import type { Place } from "./location";

export interface PageProps {
  place: Place;
}

const LeadPage = lazy(() => import("../pages/lead/LeadPage"));

const pages: Record<string, ComponentType<PageProps>> = {
  today: TodayPage,
  leads: LeadsPage,
  desk: lazy(() => import("../pages/desk/DeskPage")),
  policies: lazy(() => import("../pages/policies/PoliciesPage")),
  pools: lazy(() => import("../pages/pools/PoolsPage")),
  queues: lazy(() => import("../pages/queues/QueuesPage")),
  availability: lazy(() => import("../pages/availability/AvailabilityPage")),
  notices: lazy(() => import("../pages/notices/NoticesPage")),
  models: lazy(() => import("../pages/models/ModelsPage")),
  agents: lazy(() => import("../pages/agents/AgentsPage")),
  audit: lazy(() => import("../pages/audit/AuditPage")),
  reports: lazy(() => import("../pages/reports/ReportsPage")),
  admin: lazy(() => import("../pages/admin/AdminPage")),
};

/** One page's fault leaves the others usable. */
class Guarded extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };
  static getDerivedStateFromError() {
    return { broken: true };
  }
  override render() {
    if (!this.state.broken) return this.props.children;
    return (
      <Empty title={words.app.broke}>
        <button type="button" className="button" onClick={() => window.location.reload()}>
          {words.app.reload}
        </button>
      </Empty>
    );
  }
}

function NoPage() {
  return (
    <Page title={words.app.noPage}>
      <Empty title={words.app.noPageNote}>
        <Link to="/">{words.app.toToday}</Link>
      </Empty>
    </Page>
  );
}

export function Pages({ place }: PageProps) {
  const Shown = place.page === "leads" && place.item !== null ? LeadPage : (pages[place.page] ?? NoPage);
  return (
    <Guarded key={place.page}>
      <Suspense fallback={<Loading rows={10} />}>
        <Shown place={place} />
      </Suspense>
    </Guarded>
  );
}
