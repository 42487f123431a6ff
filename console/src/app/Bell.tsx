import { useReader } from "../api/acting";
import { useUnread } from "../api/notices";
import { Link } from "../ui/Link";
import { words } from "../words/en";
import { pathTo } from "./location";

const text = words.notices;
const most = 99;

function Counted({ current }: { current: boolean }) {
  const unread = useUnread().data?.unread ?? 0;
  return (
    <Link to={unread === 0 ? pathTo("notices") : pathTo("notices", null, null, { unread: "1" })} className="bell" title={text.bell(unread)} aria-current={current ? "page" : undefined}>
      <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
        <path d="M10 2.5a5 5 0 0 0-5 5v3.2L3.6 13.5h12.8L15 10.7V7.5a5 5 0 0 0-5-5Z M8 15.5a2 2 0 0 0 4 0" />
      </svg>
      <span className="unseen">{text.bell(unread)}</span>
      {unread > 0 && (
        <span className="bell-count" aria-hidden="true">
          {unread > most ? text.most : unread}
        </span>
      )}
    </Link>
  );
}

/** What the reader was told and has not read; nothing for who is nobody of the workspace. */
export function Bell({ current }: { current: boolean }) {
  const { person } = useReader();
  return person === null ? null : <Counted key={person} current={current} />;
}
