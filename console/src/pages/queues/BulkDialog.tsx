import { useState, type SyntheticEvent } from "react";
import { useNames } from "../../api/people";
import { useBulk, useQueues, type BulkAction, type BulkOutcome, type BulkQuestion } from "../../api/queues";
import { Dialog } from "../../ui/Dialog";
import { HandBackReason } from "../../ui/HandBackReason";
import { Badge } from "../../ui/Parts";
import { PersonSelect } from "../../ui/PersonSelect";
import { ScrollTable } from "../../ui/ScrollTable";
import { sayProblem } from "../../ui/State";
import { words } from "../../words/en";

const text = words.queues;
const count = (number: number) => number.toLocaleString("en");
const tones: Record<string, string> = { done: "good", would: "good", already: "plain", refused: "bad" };
// A longer list is read by nobody before they act; the reasons count all of it.
const mostShown = 50;

function Asked({ action }: { action: BulkAction }) {
  const queues = useQueues(action === "recall").data?.queues.filter((line) => line.kind === "policy") ?? [];
  if (action === "hand_over") return <PersonSelect label={text.to} name="to" />;
  if (action === "hand_back") return <HandBackReason lead={null} />;
  if (action !== "recall") return null;
  return (
    <label className="field">
      {text.toQueue}
      <select name="queue">
        <option value="">{text.routedAgain}</option>
        {queues.map((line) => (
          <option key={line.name}>{line.name}</option>
        ))}
      </select>
    </label>
  );
}

function Outcome({ outcome, names }: { outcome: BulkOutcome; names: ReadonlyMap<string, string> }) {
  const nameOf = useNames();
  return (
    <div role="status" className="fields">
      <p>
        <Badge tone="good">{outcome.dry_run ? text.would(count(outcome.would)) : text.done(count(outcome.done))}</Badge> {outcome.already > 0 && <Badge>{text.already(count(outcome.already))}</Badge>}{" "}
        {outcome.refused > 0 && <Badge tone="bad">{text.refused(count(outcome.refused))}</Badge>}
      </p>
      {outcome.reasons.length > 0 && (
        <ul>
          {outcome.reasons.map((reason) => (
            <li key={reason.why}>
              {count(reason.count)} × {reason.why}
            </li>
          ))}
        </ul>
      )}
      {outcome.more && <p className="soft">{text.others}</p>}
      <details>
        <summary>{text.each}</summary>
        {outcome.results.length > mostShown && <p className="soft">{text.first(count(mostShown))}</p>}
        <ScrollTable label={text.each} stacked heads={[text.lead, text.outcome, text.goes, text.why]}>
          {outcome.results.slice(0, mostShown).map((one) => (
            <tr key={one.lead_id}>
              <td>{names.get(one.lead_id) ?? one.lead_id}</td>
              <td data-label={text.outcome}>
                <Badge tone={tones[one.outcome] ?? "plain"}>{text.outcomes[one.outcome] ?? one.outcome}</Badge>
              </td>
              <td data-label={text.goes}>{one.owner !== null ? nameOf(one.owner) : one.queue}</td>
              <td data-label={text.why}>{one.why}</td>
            </tr>
          ))}
        </ScrollTable>
      </details>
    </div>
  );
}

interface Props {
  action: BulkAction;
  of: BulkQuestion["of"];
  size: number;
  names: ReadonlyMap<string, string>;
  onClose: (done: boolean) => void;
}

export function BulkDialog({ action, of, size, names, onClose }: Props) {
  const bulk = useBulk();
  const [question, setQuestion] = useState<BulkQuestion | null>(null);
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = [...new FormData(event.currentTarget)].flatMap(([name, value]) => (typeof value === "string" && value.trim() !== "" ? [[name, value.trim()] as const] : []));
    const next = { action, of, more: Object.fromEntries(given) };
    setQuestion(next);
    bulk.mutate({ question: next, asOf: null });
  };
  const outcome = bulk.data;
  const done = outcome?.dry_run === false;
  return (
    <Dialog title={text.title2(text.actions[action], count(size))} open onClose={() => onClose(done)} wide>
      {!done && (
        <form className="fields" onSubmit={submit} onChange={() => bulk.reset()}>
          <Asked action={action} />
          {outcome === undefined && (
            <button className="button primary" disabled={bulk.isPending}>
              {text.look}
            </button>
          )}
        </form>
      )}
      {bulk.isPending && <p role="status">{text.looking}</p>}
      <p role="alert" className="bad-text">
        {bulk.isError && sayProblem(bulk.error)}
      </p>
      {outcome !== undefined && <Outcome outcome={outcome} names={names} />}
      {outcome?.dry_run === true && question !== null && (
        <div className="fields">
          {outcome.would === 0 ? <p>{text.nothingToDo}</p> : <p className="soft">{text.changedSince}</p>}
          <button type="button" className="button primary" disabled={outcome.would === 0 || bulk.isPending} onClick={() => bulk.mutate({ question, asOf: outcome.as_of })}>
            {text.doIt(count(outcome.would))}
          </button>
        </div>
      )}
    </Dialog>
  );
}
