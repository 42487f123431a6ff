// One notice after the other: who and what, why you, the customer's words, by when, what can be done.
import { useState, type SyntheticEvent } from "react";
import { useNoticeAction, type Acted, type Notice, type NoticeAction, type NoticeKind } from "../../api/notices";
import { pathTo } from "../../app/location";
import { Dialog } from "../../ui/Dialog";
import { DurationSelect, type Duration } from "../../ui/DurationSelect";
import { HandBackReason } from "../../ui/HandBackReason";
import { Link } from "../../ui/Link";
import { Badge } from "../../ui/Parts";
import { sayProblem } from "../../ui/State";
import { Time } from "../../ui/Time";
import { words } from "../../words/en";

const text = words.notices;
const putOffs: readonly Duration[] = ["30m", "1h", "4h", "24h", "72h", "168h"];
const urgent: readonly NoticeKind[] = ["late", "escalated", "queue_late", "approval_late"];
const asking: readonly NoticeKind[] = ["reminder", "decision_asked", "approval_asked", "case_question"];

function toneOf(notice: Notice): string {
  if (notice.overtaken) return "plain";
  return urgent.includes(notice.kind) ? "bad" : asking.includes(notice.kind) ? "wait" : notice.kind === "lead_given" ? "good" : "plain";
}

function isUnread(notice: Notice): boolean {
  return notice.read_at === null && (notice.snoozed_until === null || Date.parse(notice.snoozed_until) <= Date.now());
}

interface Asked {
  notice: Notice;
  action: "hand_back" | "snooze";
}

function Asking({ asked, onClose, onGo }: { asked: Asked | null; onClose: () => void; onGo: (more: Partial<Acted>) => void }) {
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    onGo(asked?.action === "snooze" ? { lasts: form.get("lasts") as string } : { reason: (form.get("reason") as string).trim(), until: form.get("until") as string | null });
  };
  return (
    <Dialog title={asked === null ? "" : text.actions[asked.action]} open={asked !== null} onClose={onClose}>
      <form className="fields" onSubmit={submit}>
        <p>{asked?.notice.title}</p>
        {asked?.action === "snooze" ? (
          <DurationSelect name="lasts" offered={putOffs} value="1h" />
        ) : (
          <HandBackReason lead={asked?.notice.lead_id ?? null} />
        )}
        <button className="button primary">{asked === null ? "" : text.actions[asked.action]}</button>
      </form>
    </Dialog>
  );
}

interface CardProps {
  notice: Notice;
  busy: boolean;
  problem: string;
  onAct: (action: NoticeAction | "read") => void;
}

function NoticeCard({ notice, busy, problem, onAct }: CardProps) {
  const unread = isUnread(notice);
  const to = notice.lead_id !== null ? pathTo("leads", notice.lead_id) : notice.request_id !== null ? pathTo("desk", notice.request_id) : null;
  return (
    <li className="notice" data-unread={unread}>
      <div className="notice-head">
        <Badge tone={toneOf(notice)}>{text.kinds[notice.kind]}</Badge>
        {unread && <span className="notice-unread">{text.unread}</span>}
        {notice.overtaken && <span className="soft">{text.overtaken}</span>}
        <span className="soft">
          <Time at={notice.at} />
        </span>
      </div>
      <h2>{to === null ? notice.title : <Link to={to}>{notice.title}</Link>}</h2>
      {notice.words !== null && <blockquote className="told">{notice.words}</blockquote>}
      <p className="soft">
        {text.why}: {notice.why}
      </p>
      {notice.deadline !== null && (
        <p>
          {text.deadline} <strong>{notice.deadline}</strong>
        </p>
      )}
      {notice.snoozed_until !== null && !unread && notice.read_at === null && (
        <p className="soft">
          {text.putOff} <Time at={notice.snoozed_until} clock />
        </p>
      )}
      <div className="row-actions">
        {notice.actions.map((action) => (
          <button key={action} type="button" className={action === "accept" ? "button primary" : "button"} disabled={busy} onClick={() => onAct(action)}>
            {text.actions[action]}
          </button>
        ))}
        {unread && (
          <button type="button" className="button quiet" disabled={busy} onClick={() => onAct("read")}>
            {text.markRead}
          </button>
        )}
      </div>
      <p role="alert" className="bad-text">
        {problem}
      </p>
    </li>
  );
}

export function NoticeList({ notices }: { notices: readonly Notice[] }) {
  const act = useNoticeAction();
  const [asked, setAsked] = useState<Asked | null>(null);
  const unread = notices.filter(isUnread);
  const begin = (notice: Notice, action: NoticeAction | "read") => {
    if (action === "hand_back" || action === "snooze") setAsked({ notice, action });
    else act.mutate({ notice, action });
  };
  return (
    <>
      <div className="notice-tools">
        <span role="status" className="soft">
          {act.isSuccess && text.done[act.variables.action]}
        </span>
        {unread.length > 0 && (
          <button type="button" className="button quiet" disabled={act.isPending} onClick={() => unread.forEach((notice) => act.mutate({ notice, action: "read" }))}>
            {text.markAll}
          </button>
        )}
      </div>
      <ul className="notices" aria-label={text.list}>
        {notices.map((notice) => (
          <NoticeCard key={notice.id} notice={notice} busy={act.isPending} problem={act.isError && act.variables.notice.id === notice.id ? sayProblem(act.error) : ""} onAct={(action) => begin(notice, action)} />
        ))}
      </ul>
      <Asking
        asked={asked}
        onClose={() => setAsked(null)}
        onGo={(more) => {
          if (asked !== null) act.mutate({ ...asked, ...more });
          setAsked(null);
        }}
      />
    </>
  );
}
