// Which page an address shows. The heavy ones are chunks of their own.
import { Component, lazy, Suspense, type ComponentType, type ReactNode } from "react";
import { useAllowedPages, type PageName } from "../api/pages";
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

const pages: Record<string, ComponentType<PageProps>> = {
  today: TodayPage,
  leads: LeadsPage,
  "leads/one": lazy(() => import("../pages/lead/LeadPage")),
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
      <Page title={words.app.broke}>
        <button type="button" className="button" onClick={() => window.location.reload()}>
          {words.app.reload}
        </button>
      </Page>
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

function NotOpen({ title }: { title: string }) {
  return (
    <Page title={title}>
      <Empty title={words.app.notOpen}>
        <p>{words.app.notOpenNote}</p>
        <Link to="/">{words.app.toToday}</Link>
      </Empty>
    </Page>
  );
}

/** Its heading stands from the first, so that nothing moves down when the page comes. */
function OnItsWay({ page }: { page: string }) {
  return (
    <Page title={page === "notices" ? words.notices.title : isNamed(page) ? words.pages[page] : words.app.noPage}>
      <Loading rows={10} />
    </Page>
  );
}

const isNamed = (page: string): page is PageName => Object.hasOwn(words.pages, page);

export function Pages({ place }: PageProps) {
  const allowed = useAllowedPages();
  if (isNamed(place.page) && !allowed.includes(place.page)) return <NotOpen title={words.pages[place.page]} />;
  const name = place.page === "leads" && place.item !== null ? "leads/one" : place.page;
  const Shown = pages[name] ?? NoPage;
  return (
    // What was shown goes at once, with the focus in it, and not only when the next has come.
    <Guarded key={name}>
      <Suspense fallback={<OnItsWay page={place.page} />}>
        <Shown place={place} />
      </Suspense>
    </Guarded>
  );
}
