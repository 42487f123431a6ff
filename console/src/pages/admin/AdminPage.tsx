import type { PageProps } from "../../app/Pages";
import { pathTo } from "../../app/location";
import { LinkTabs } from "../../ui/LinkTabs";
import { Page } from "../../ui/Parts";
import { words } from "../../words/en";
import { AccessTab } from "./AccessTab";
import { PeopleTab } from "./PeopleTab";
import { RetentionTab } from "./RetentionTab";
import { SourcesTab } from "./SourcesTab";
import { TokensTab } from "./TokensTab";
import { UsersTab } from "./UsersTab";

const text = words.admin;
type TabName = keyof typeof text.tabs;
const tabNames = Object.keys(text.tabs) as TabName[];
const tabs: Record<TabName, () => React.JSX.Element> = { users: UsersTab, tokens: TokensTab, sources: SourcesTab, people: PeopleTab, access: AccessTab, retention: RetentionTab };

export default function AdminPage({ place }: PageProps) {
  const name = tabNames.find((tab) => tab === place.item) ?? "users";
  const Tab = tabs[name];
  return (
    <Page title={text.title}>
      <LinkTabs label={text.parts} current={name} tabs={tabNames.map((tab) => ({ id: tab, label: text.tabs[tab], to: pathTo("admin", tab) }))} />
      <Tab />
    </Page>
  );
}
