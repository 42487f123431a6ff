import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { api, post } from "../../api/client";
import { isOpen, type RequestDetail } from "../../api/desk";
import { Panel } from "../../ui/Parts";
import { Said } from "../../ui/Said";
import { Time } from "../../ui/Time";
import { words } from "../../words/en";
import { Marked } from "./Marked";
import { sayRefusal } from "./RequestForm";
import { saidPart } from "./shown";

const text = words.request;

function SayForm({ request, answers }: { request: RequestDetail; answers: boolean }) {
  const queries = useQueryClient();
  const [typed, setTyped] = useState("");
  const say = useMutation({
    mutationFn: (said: string) => post(api`/v1/cases/${request.request_id}/messages`, { text: said }),
    onSuccess: () => setTyped(""),
    onSettled: () => queries.invalidateQueries({ queryKey: ["desk"] }),
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (typed.trim() !== "") say.mutate(typed);
  };
  return (
    <form className="say" onSubmit={submit}>
      <label className="field">
        {answers ? text.answer : text.say}
        <textarea rows={2} maxLength={8_000} required value={typed} onChange={(event) => setTyped(event.target.value)} />
      </label>
      <div className="actions">
        <button className={answers ? "button primary" : "button"} disabled={say.isPending || typed.trim() === ""}>
          {answers ? text.sendAnswer : text.send}
        </button>
        <span role="alert" className="bad-text">
          {say.isError && sayRefusal(say.error)}
        </span>
      </div>
    </form>
  );
}

/** `isRequester`, `decides`: who of the two reads; anybody else only reads. */
export function Conversation({ request, isRequester, decides, nameOf }: { request: RequestDetail; isRequester: boolean; decides: boolean; nameOf: (id: string) => string }) {
  const answers = isRequester && request.status === "Waiting";
  return (
    <Panel title={text.conversation}>
      <ol className="conversation">
        {request.conversation.map((said) => (
          <li key={said.event_id} data-from={said.from}>
            <div className="said-head">
              <strong>{said.from === "agent" ? text.actors.agent : nameOf(said.by)}</strong>
              {said.from !== "agent" && <span className="soft">{text.actors[said.from]}</span>}
              <span className="soft">
                <Time at={said.created_at} />
              </span>
            </div>
            <p className="told">
              <Marked part={saidPart(said.event_id)}>{said.erased || said.text === null ? words.desk.erased : said.from === "agent" ? <Said>{said.text}</Said> : said.text}</Marked>
            </p>
          </li>
        ))}
      </ol>
      {isOpen(request) && (isRequester || decides) && <SayForm request={request} answers={answers} />}
    </Panel>
  );
}
