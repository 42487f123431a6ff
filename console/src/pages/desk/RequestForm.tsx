import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { useReader } from "../../api/acting";
import { ApiProblem, post } from "../../api/client";
import { navigate, pathTo } from "../../app/location";
import { sayProblem } from "../../ui/State";
import { words } from "../../words/en";
import { encoded, problemOfFiles } from "./files";
import { FilesField } from "./FilesField";
import { NoPerson } from "./NoPerson";

const text = words.requestForm;
const priorities = ["Low", "Medium", "High"] as const;
const mostText = 8_000;
const mostTarget = 500;

interface Wanted {
  fields: Record<string, string>;
  files: File[];
}

async function send({ fields, files }: Wanted): Promise<{ request_id: string }> {
  const attachments = await Promise.all(files.map(encoded));
  return post("/v1/cases", { ...fields, ...(attachments.length === 0 ? {} : { attachments }) });
}

/** What the server refused, with whose fault it is where it is a matter of rights. */
export function sayRefusal(error: unknown): string {
  const said = sayProblem(error);
  return error instanceof ApiProblem && error.status === 403 ? `${words.desk.notAllowed} ${said}.` : said;
}

function Long({ name, label, missing }: { name: string; label: string; missing: boolean }) {
  return (
    <label className="field">
      {label}
      <textarea name={name} rows={4} maxLength={mostText} aria-invalid={missing} aria-describedby={missing ? `${name}-missing` : undefined} />
      {missing && (
        <span id={`${name}-missing`} className="bad-text">
          {text.needed}
        </span>
      )}
    </label>
  );
}

export function RequestForm() {
  const { person } = useReader();
  const queries = useQueryClient();
  const [missing, setMissing] = useState<readonly string[]>([]);
  const [files, setFiles] = useState<File[]>([]);
  const sent = useMutation({
    mutationFn: send,
    onSuccess: async ({ request_id }) => {
      await queries.invalidateQueries({ queryKey: ["desk"] });
      navigate(pathTo("desk", request_id));
    },
  });
  if (person === null) return <NoPerson />;
  const fileProblem = problemOfFiles(files);
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    const value = (name: string) => (given.get(name) as string).trim();
    const empty = ["summary", "business_justification"].filter((name) => value(name) === "");
    setMissing(empty);
    if (empty[0] !== undefined) return form.querySelector<HTMLElement>(`[name="${empty[0]}"]`)?.focus();
    if (fileProblem !== "") return form.querySelector<HTMLElement>("input[type=file]")?.focus();
    const target = value("target_record");
    const fields = { summary: value("summary"), business_justification: value("business_justification"), priority: value("priority"), ...(target === "" ? {} : { target_record: target }) };
    sent.mutate({ fields, files });
  };
  return (
    <form className="panel panel-text fields request-form" onSubmit={submit} noValidate>
      <p className="soft">{text.note}</p>
      <Long name="summary" label={text.summary} missing={missing.includes("summary")} />
      <Long name="business_justification" label={text.justification} missing={missing.includes("business_justification")} />
      <label className="field">
        {text.target}
        <input name="target_record" maxLength={mostTarget} autoComplete="off" spellCheck={false} aria-describedby="target-note" />
        <span id="target-note">{text.targetNote}</span>
      </label>
      <label className="field narrow">
        {text.priority}
        <select name="priority" defaultValue="Medium">
          {priorities.map((priority) => (
            <option key={priority} value={priority}>
              {priority}
            </option>
          ))}
        </select>
      </label>
      <FilesField files={files} onChange={setFiles} />
      <div role="alert" className="bad-text">
        {fileProblem !== "" ? fileProblem : sent.isError ? sayRefusal(sent.error) : ""}
      </div>
      <div className="actions">
        <button className="button primary" disabled={sent.isPending}>
          {sent.isPending ? text.sending : text.send}
        </button>
      </div>
    </form>
  );
}
