import { useReader } from "../../api/acting";
import { useQueues, type QueueLine } from "../../api/queues";
import { useNames } from "../../api/people";
import type { PageProps } from "../../app/Pages";
import { pathTo } from "../../app/location";
import { ActingAs } from "../../ui/ActingAs";
import { Link } from "../../ui/Link";
import { Badge, Page } from "../../ui/Parts";
import { SideList } from "../../ui/SideList";
import { Asked, Empty } from "../../ui/State";
import { Time } from "../../ui/Time";
import { words } from "../../words/en";
import { Exceptions } from "./Exceptions";
import { QueueTable } from "./QueueTable";
import "./queues.css";

const text = words.queues;

export function queueName(line: QueueLine): string {
  return line.kind === "policy" ? line.name : (text.names[line.kind] ?? line.name);
}

/** `team:revops` or a person's id, as people say it. */
function ownerName(owner: string, nameOf: (id: string) => string): string {
  return owner.startsWith("team:") ? owner.slice("team:".length) : nameOf(owner);
}

function Side({ lines, current }: { lines: readonly QueueLine[]; current: QueueLine }) {
  return (
    <SideList label={text.list}>
      <ul>
        {lines.map((line) => (
          <li key={line.name}>
            <Link to={pathTo("queues", line.name)} aria-current={line === current ? "page" : undefined} className="queue-link">
              <span>{queueName(line)}</span>
              <span className="queue-count">{line.count.toLocaleString("en")}</span>
            </Link>
          </li>
        ))}
      </ul>
    </SideList>
  );
}

function Shown({ line }: { line: QueueLine }) {
  const nameOf = useNames();
  return (
    <div>
      <header className="queue-head">
        <h2>{queueName(line)}</h2>
        <span className="soft">
          {text.notes[line.kind]}
          {line.owner !== null && `; ${text.emptiedBy(ownerName(line.owner, nameOf))}`}
        </span>
        {line.late > 0 && <Badge tone="bad">{text.late(line.late.toLocaleString("en"))}</Badge>}
        {line.oldest_at !== null && (
          <span className="soft">
            {words.today.oldest} <Time at={line.oldest_at} />
          </span>
        )}
      </header>
      {line.kind === "exceptions" ? <Exceptions /> : <QueueTable key={line.name} line={line} name={queueName(line)} />}
    </div>
  );
}

export default function QueuesPage({ place }: PageProps) {
  const { person, byToken } = useReader();
  const queues = useQueues();
  return (
    <Page title={text.title} actions={<ActingAs />}>
      {byToken && person === null && <p className="soft panel-gap">{text.nobody}</p>}
      <Asked query={queues} rows={10}>
        {({ queues: lines }) => {
          const line = place.item === null ? (lines.find((one) => one.count > 0) ?? lines[0]) : lines.find((one) => one.name === place.item);
          if (lines.length === 0) return <Empty title={text.nothing} />;
          if (line === undefined) return <Empty title={text.unknown} />;
          return (
            <div className="split">
              <Side lines={lines} current={line} />
              <Shown line={line} />
            </div>
          );
        }}
      </Asked>
    </Page>
  );
}
