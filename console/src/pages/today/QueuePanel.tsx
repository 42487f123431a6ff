import { useQueues, type QueueLine } from "../../api/queues";
import { pathTo } from "../../app/location";
import { Link } from "../../ui/Link";
import { Badge, Panel } from "../../ui/Parts";
import { Asked, Empty } from "../../ui/State";
import { Time } from "../../ui/Time";
import { words } from "../../words/en";

const text = words.today;

/** Their own leads stand above by time left, and each queue of the policy is in what is unassigned; of the team only what is late. */
function waitsIn(line: QueueLine): number {
  return line.kind === "team" ? line.late : line.kind === "my" || line.kind === "policy" ? 0 : line.count;
}

function Line({ line }: { line: QueueLine }) {
  return (
    <li>
      <Link to={pathTo("queues", line.name)}>
        <Badge tone={line.late > 0 || line.kind === "failed" ? "bad" : "wait"}>{waitsIn(line).toLocaleString("en")}</Badge>
        <span className="attention-label">{line.kind === "team" ? text.teamLate : (words.queues.names[line.kind] ?? line.name)}</span>
        <span className="soft attention-note">{line.late > 0 && line.kind !== "team" && text.late(line.late.toLocaleString("en"))}</span>
        <span className="soft attention-age">
          {line.oldest_at !== null && (
            <>
              {text.oldest} <Time at={line.oldest_at} />
            </>
          )}
        </span>
      </Link>
    </li>
  );
}

/** What waits within the reader's reach, for those who do not look after all of it. */
export function QueuePanel() {
  const queues = useQueues();
  return (
    <Panel title={text.attention}>
      <Asked query={queues} rows={4}>
        {({ queues: lines }) => {
          const waiting = lines.filter((line) => waitsIn(line) > 0);
          if (waiting.length === 0) return <Empty title={text.nothingWaits}>{text.nothingWaitsForYou}</Empty>;
          return (
            <ul className="attention">
              {waiting.map((line) => (
                <Line key={line.name} line={line} />
              ))}
            </ul>
          );
        }}
      </Asked>
    </Panel>
  );
}
