import { lazy } from "react";
import { useMay } from "../../api/rights";
import { useVersions, type Versions } from "../../api/queries";
import type { PolicyVersion } from "../../api/types";
import type { PageProps } from "../../app/Pages";
import { pathTo, type Place } from "../../app/location";
import { Link } from "../../ui/Link";
import { LinkTabs } from "../../ui/LinkTabs";
import { Badge, Page } from "../../ui/Parts";
import { SideList } from "../../ui/SideList";
import { Asked, Empty } from "../../ui/State";
import { words } from "../../words/en";
import { CompareTab } from "./CompareTab";
import { useDraft, usePublishedFiles, type Draft, type Files } from "./draft";
import { FilesTab } from "./FilesTab";
import { FlowTab } from "./FlowTab";
import { stageWords } from "./stages";
import { StageTab } from "./StageTab";
import { TestsTab } from "./TestsTab";

const text = words.policies;
type TabName = keyof typeof text.tabs;
const tabNames = Object.keys(text.tabs) as TabName[];

const tones = { draft: "plain", shadow: "wait", canary: "wait", active: "good", retired: "plain" } as const;

function VersionList({ versions, current, part }: { versions: PolicyVersion[]; current: string; part: string }) {
  return (
    <SideList label={text.versions}>
      <ul>
        {versions.map((version) => (
          <li key={version.hash}>
            <Link to={pathTo("policies", version.policy_version, part)} aria-current={version.policy_version === current ? "page" : undefined}>
              <span className="mono">{version.policy_version}</span> <Badge tone={tones[version.stage]}>{stageWords(version)}</Badge>
              <div className="soft">{version.published_by === null ? version.policy : text.publishedBy(version.published_by)}</div>
            </Link>
          </li>
        ))}
      </ul>
    </SideList>
  );
}

interface TabProps {
  tab: TabName;
  version: PolicyVersion;
  active: PolicyVersion | undefined;
  draft: Draft;
  approvalRequired: boolean;
  canRollBack: boolean;
}

function Tab({ tab, version, draft, ...stage }: TabProps) {
  if (tab === "files") return <FilesTab draft={draft} version={version.policy_version} />;
  if (tab === "tests") return <TestsTab version={version} draft={draft} />;
  if (tab === "compare") return <CompareTab version={version} draft={draft} />;
  if (tab === "stage") return <StageTab version={version} draft={draft} {...stage} />;
  return <FlowTab version={version.policy_version} />;
}

/** One version; its changes live as long as it is looked at, whichever part is. */
function Version({ published, ...props }: Omit<TabProps, "draft"> & { published: Files }) {
  const { version, tab } = props;
  const draft = useDraft(version.policy_version, published);
  return (
    <div>
      <LinkTabs label={text.parts} current={tab} tabs={tabNames.map((name) => ({ id: name, label: text.tabs[name], to: pathTo("policies", version.policy_version, name) }))} />
      {draft.changed && (
        <p className="panel panel-text" role="status">
          <strong>{text.draftHere}.</strong> <span className="soft">{text.draftNote}</span>{" "}
          <button type="button" className="button quiet" onClick={draft.drop}>
            {text.drop}
          </button>
        </p>
      )}
      <Tab {...props} draft={draft} />
    </div>
  );
}

/** To this version if it once was active; from the active one if there was another before. */
function canRollBack(version: PolicyVersion, versions: PolicyVersion[]): boolean {
  return version.active ? versions.some((one) => !one.active && one.activations > 0) : version.activations > 0;
}

function Chosen({ place, answer }: { place: Place; answer: Versions }) {
  const versions = answer.versions.toReversed();
  const version = versions.find((one) => one.policy_version === place.item) ?? versions.find((one) => one.active) ?? versions[0];
  const files = usePublishedFiles(version?.policy_version ?? "");
  if (version === undefined) return <Empty title={text.none}>{text.noneNote}</Empty>;
  const tab = tabNames.find((name) => name === place.part) ?? "flow";
  return (
    <div className="split">
      <VersionList versions={versions} current={version.policy_version} part={tab} />
      <Asked query={files} rows={10}>
        {(bundle) => <Version key={version.policy_version} tab={tab} version={version} active={versions.find((one) => one.active)} published={bundle.files} canRollBack={canRollBack(version, versions)} approvalRequired={answer.approval_required} />}
      </Asked>
    </div>
  );
}

const MovesPage = lazy(() => import("../moves/MovesPage"));
const TablesPage = lazy(() => import("./TablesPage"));
const WatchPage = lazy(() => import("./WatchPage"));

export default function PoliciesPage({ place }: PageProps) {
  if (place.item === "moves") return <MovesPage place={place} />;
  if (place.item === "tables") return <TablesPage place={place} />;
  return place.item === "watch" ? <WatchPage place={place} /> : <AllVersions place={place} />;
}

function AllVersions({ place }: PageProps) {
  const versions = useVersions();
  const [edits, seesMoves, watches] = [useMay("tables.edit"), useMay("moves.read"), useMay("reports.read")];
  const actions = (
    <>
      {edits && (
        <Link to={pathTo("policies", "tables")} className="button">
          {words.tables.title}
        </Link>
      )}
      {watches && (
        <Link to={pathTo("policies", "watch")} className="button">
          {words.watch.title}
        </Link>
      )}
      {seesMoves && (
        <Link to={pathTo("policies", "moves")} className="button">
          {words.moves.title}
        </Link>
      )}
    </>
  );
  return (
    <Page title={words.pages.policies} actions={actions}>
      <Asked query={versions} rows={10}>
        {(answer) => <Chosen place={place} answer={answer} />}
      </Asked>
    </Page>
  );
}
