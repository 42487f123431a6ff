import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState, type SyntheticEvent } from "react";
import { ApiProblem, api, post } from "../../api/client";
import type { RequestDetail } from "../../api/desk";
import { useNames } from "../../api/people";
import { Panel } from "../../ui/Parts";
import { PersonOptions } from "../../ui/PersonOptions";
import { words } from "../../words/en";
import { sayRefusal } from "./RequestForm";
import type { Shown } from "./shown";

const text = words.approvals;

export type Ruling = "approve" | "reject" | "return";

interface Wanted {
  decision: Ruling;
  comment: string;
  next_owner?: string;
}

function OwnerChoice({ proposed, value, onChange }: { proposed: string | null; value: string; onChange: (person: string) => void }) {
  const nameOf = useNames();
  return (
    <label className="field">
      {text.giveTo}
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{proposed === null ? text.asIs : text.asProposed(nameOf(proposed))}</option>
        <PersonOptions only={(person) => person.id !== proposed} />
      </select>
    </label>
  );
}

/** Approve, reject or send back, bound to what was shown; what changed meanwhile has to be seen first. */
export function Deciding({ request, shown, onDone }: { request: RequestDetail; shown: Shown; onDone: (ruled: Ruling) => void }) {
  const queries = useQueryClient();
  const [comment, setComment] = useState("");
  const [owner, setOwner] = useState("");
  const [silent, setSilent] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const rule = useMutation({
    mutationFn: (wanted: Wanted) => post(api`/v1/cases/${request.request_id}/decision`, { ...wanted, shown_hash: shown.hash }),
    onSuccess: (_, wanted) => onDone(wanted.decision),
    onSettled: () => queries.invalidateQueries({ queryKey: ["desk"] }),
  });
  const submit = (event: SyntheticEvent<HTMLFormElement, SubmitEvent>) => {
    event.preventDefault();
    const decision = (event.nativeEvent.submitter as HTMLButtonElement | null)?.value as Ruling | undefined;
    if (decision === undefined) return;
    const needsWords = decision !== "approve" && comment.trim() === "";
    setSilent(needsWords);
    if (needsWords) return box.current?.focus();
    rule.mutate({ decision, comment, ...(decision === "approve" && owner !== "" ? { next_owner: owner } : {}) });
  };
  const lapsed = rule.error instanceof ApiProblem && rule.error.status === 409;
  return (
    <Panel title={text.title}>
      {shown.stale && (
        <div className="changed-note" role="alert">
          <p>
            <strong>{lapsed ? text.lapsed : text.changedSince}</strong>
          </p>
          <p>{text.changedSinceNote}</p>
          <button type="button" className="button" onClick={shown.accept}>
            {text.seen}
          </button>
        </div>
      )}
      {!shown.stale && shown.marks.size > 0 && <p className="panel-text soft">{text.markedNote}</p>}
      <form className="panel-text fields" onSubmit={submit}>
        <label className="field">
          {text.comment}
          <textarea ref={box} rows={3} maxLength={8_000} value={comment} aria-invalid={silent} aria-describedby="comment-note" onChange={(event) => setComment(event.target.value)} />
          <span id="comment-note" className={silent ? "bad-text" : undefined}>
            {silent ? text.commentNeeded : text.commentNote}
          </span>
        </label>
        <OwnerChoice proposed={request.next_owner} value={owner} onChange={setOwner} />
        <div className="actions">
          {(["approve", "reject", "return"] as const).map((decision) => (
            <button key={decision} value={decision} className={decision === "approve" ? "button primary" : decision === "reject" ? "button danger" : "button"} disabled={rule.isPending || shown.stale}>
              {text[decision]}
            </button>
          ))}
        </div>
        <div role="alert" className="bad-text">
          {rule.isError && !lapsed && sayRefusal(rule.error)}
        </div>
      </form>
    </Panel>
  );
}
