import { useReader } from "../../api/acting";
import { useNotices } from "../../api/notices";
import type { PageProps } from "../../app/Pages";
import { pathTo } from "../../app/location";
import { ActingAs } from "../../ui/ActingAs";
import { LinkTabs } from "../../ui/LinkTabs";
import { Page } from "../../ui/Parts";
import { Empty, Failed, Loading } from "../../ui/State";
import { words } from "../../words/en";
import { NoticeList } from "./NoticeList";
import { NoticeSettingsForm } from "./NoticeSettingsForm";
import "./notices.css";

const text = words.notices;

function Listed({ unreadOnly }: { unreadOnly: boolean }) {
  const notices = useNotices(unreadOnly);
  if (notices.isError) return <Failed error={notices.error} retry={() => void notices.refetch()} />;
  if (notices.data === undefined) return <Loading rows={8} />;
  const items = notices.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return unreadOnly ? <Empty title={text.noneUnread}>{text.noneUnreadNote}</Empty> : <Empty title={text.none}>{text.noneNote}</Empty>;
  return (
    <>
      <NoticeList notices={items} />
      {notices.hasNextPage && (
        <footer className="table-foot">
          <span />
          <button type="button" className="button" disabled={notices.isFetchingNextPage} onClick={() => void notices.fetchNextPage()}>
            {text.more}
          </button>
        </footer>
      )}
    </>
  );
}

export default function NoticesPage({ place }: PageProps) {
  const { person, byToken } = useReader();
  const tab = place.item === "settings" ? "settings" : place.query.get("unread") === null ? "all" : "unread";
  const tabs = [
    { id: "all", label: text.tabs.all, to: pathTo("notices") },
    { id: "unread", label: text.tabs.unread, to: pathTo("notices", null, null, { unread: "1" }) },
    { id: "settings", label: text.tabs.settings, to: pathTo("notices", "settings") },
  ];
  return (
    <Page title={text.title} actions={<ActingAs />}>
      <LinkTabs label={text.parts} current={tab} tabs={tabs} />
      {person === null && (byToken ? <Empty title={text.nobody}>{text.nobodyNote}</Empty> : <Empty title={text.notLinked}>{text.notLinkedNote}</Empty>)}
      {person !== null && (tab === "settings" ? <NoticeSettingsForm key={person} /> : <Listed key={person} unreadOnly={tab === "unread"} />)}
    </Page>
  );
}
