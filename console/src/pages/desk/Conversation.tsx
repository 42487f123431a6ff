import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { api, post } from "../../api/client";
import { isOpen, type RequestDetail, type Said as SaidLine } from "../../api/desk";
import { Panel } from "../../ui/Parts";
import { Said } from "../../ui/Said";
import { Time } from "../../ui/Time";
import { words } from "../../words/en";
import { FileList } from "./Attachments";
import { encoded, problemOfFiles } from "./files";
import { FilesField } from "./FilesField";
import { Marked } from "./Marked";
import { sayRefusal } from "./RequestForm";
import { saidPart } from "./shown";

const text = words.request;

interface Saying {
  text: string;
  files: readonly File[];
}

async function send(request: string, { text: said, files }: Saying): Promise<void> {
  const attachments = await Promise.all(files.map(encoded));
  await post(api`/v1/cases/${request}/messages`, { ...(said.trim() === "" ? {} : { text: said }), ...(attachments.length === 0 ? {} : { attachments }) });
}

function SayForm({ request, answers, onSaid }: { request: RequestDetail; answers: boolean; onSaid: () => void }) {
  const queries = useQueryClient();
  const [typed, setTyped] = useState("");
  const [files, setFiles] = useState<File[]>([]);
  const say = useMutation({
    mutationFn: (said: Saying) => send(request.request_id, said),
    onSuccess: onSaid,
    onSettled: () => queries.invalidateQueries({ queryKey: ["desk"] }),
  });
  const fileProblem = problemOfFiles(files);
  const nothing = typed.trim() === "" && files.length === 0;
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!nothing && fileProblem === "") say.mutate({ text: typed, files });
  };
  return (
    <form className="say" onSubmit={submit}>
      <label className="field">
        {answers ? text.answer : text.say}
        <textarea rows={2} maxLength={8_000} value={typed} onChange={(event) => setTyped(event.target.value)} />
      </label>
      <FilesField files={files} onChange={setFiles} />
      <div className="actions">
        <button className={answers ? "button primary" : "button"} disabled={say.isPending || nothing}>
          {answers ? text.sendAnswer : text.send}
        </button>
        <span role="alert" className="bad-text">
          {fileProblem !== "" ? fileProblem : say.isError && sayRefusal(say.error)}
        </span>
      </div>
    </form>
  );
}

function SaidWords({ said }: { said: SaidLine }) {
  if (said.erased || (said.text === null && said.attachments.length === 0)) return words.desk.erased;
  if (said.text === null) return text.filesAlone;
  return said.from === "agent" ? <Said>{said.text}</Said> : said.text;
}

/** `isRequester`, `decides`: who of the two reads; anybody else only reads. */
export function Conversation({ request, isRequester, decides, nameOf }: { request: RequestDetail; isRequester: boolean; decides: boolean; nameOf: (id: string) => string }) {
  const answers = isRequester && request.status === "Waiting";
  // What was sent leaves an empty form, its file field too.
  const [sent, setSent] = useState(0);
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
              <Marked part={saidPart(said.event_id)}>
                <SaidWords said={said} />
              </Marked>
            </p>
            {said.attachments.length > 0 && <FileList request={request.request_id} files={request.attachments.filter((file) => said.attachments.includes(file.id))} className="said-files" />}
          </li>
        ))}
      </ol>
      {isOpen(request) && (isRequester || decides) && <SayForm key={sent} request={request} answers={answers} onSaid={() => setSent((count) => count + 1)} />}
    </Panel>
  );
}
