import { useMayEach, type Right } from "../../api/rights";
import type { PageProps } from "../../app/Pages";
import { pathTo } from "../../app/location";
import { LinkTabs } from "../../ui/LinkTabs";
import { Page } from "../../ui/Parts";
import { Empty } from "../../ui/State";
import { words } from "../../words/en";
import { AccessTab } from "./AccessTab";
import { EnvironmentTab } from "./EnvironmentTab";
import { FlagsTab } from "./FlagsTab";
import { PeopleTab } from "./PeopleTab";
import { ReadingsTab } from "./ReadingsTab";
import { RetentionTab } from "./RetentionTab";
import { SourcesTab } from "./SourcesTab";
import { TokensTab } from "./TokensTab";
import { UsersTab } from "./UsersTab";

const text = words.admin;
type TabName = keyof typeof text.tabs;
const tabNames = Object.keys(text.tabs) as TabName[];

/** Each part, and the right that its first question needs. */
const tabs: Record<TabName, { Tab: () => React.JSX.Element; right: Right }> = {
  users: { Tab: UsersTab, right: "users.read" },
  tokens: { Tab: TokensTab, right: "tokens.own" },
  sources: { Tab: SourcesTab, right: "setup.read" },
  people: { Tab: PeopleTab, right: "reference.read" },
  access: { Tab: AccessTab, right: "users.read" },
  flags: { Tab: FlagsTab, right: "policies.read" },
  environment: { Tab: EnvironmentTab, right: "setup.read" },
  retention: { Tab: RetentionTab, right: "holds.read" },
  readings: { Tab: ReadingsTab, right: "readings.read" },
};

export default function AdminPage({ place }: PageProps) {
  const may = useMayEach();
  const offered = tabNames.filter((tab) => may(tabs[tab].right));
  const name = offered.find((tab) => tab === place.item) ?? offered[0];
  if (name === undefined) {
    return (
      <Page title={text.title}>
        <Empty title={text.nothing} />
      </Page>
    );
  }
  const { Tab } = tabs[name];
  return (
    <Page title={text.title}>
      <LinkTabs label={text.parts} current={name} tabs={offered.map((tab) => ({ id: tab, label: text.tabs[tab], to: pathTo("admin", tab) }))} />
      <Tab />
    </Page>
  );
}
