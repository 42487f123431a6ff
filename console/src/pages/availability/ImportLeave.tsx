// Leave from a calendar or a table: checked first, then imported; lines that cannot be read are named.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { postText } from "../../api/client";
import { useReader } from "../../api/acting";
import { useReach } from "../../api/rights";
import { Panel } from "../../ui/Parts";
import { PersonSelect } from "../../ui/PersonSelect";
import { ScrollTable } from "../../ui/ScrollTable";
import { sayProblem } from "../../ui/State";
import { words } from "../../words/en";

const text = words.availability;
const count = (number: number) => number.toLocaleString("en");

interface Imported {
  entries: number;
  leaves: number;
  people: number;
  passed_over: number;
  faults: readonly { line: number; error: string }[];
}

interface Sent {
  content: string;
  type: string;
  person: string;
  dryRun: boolean;
}

function Found({ imported, checked }: { imported: Imported; checked: boolean }) {
  return (
    <>
      <h3>{checked ? text.checked : text.imported}</h3>
      <p>
        {text.counts(count(imported.leaves), count(imported.people), count(imported.entries))} {imported.passed_over > 0 && text.passedOver(count(imported.passed_over))}
      </p>
      {imported.faults.length > 0 && (
        <ScrollTable label={text.faults} heads={[text.line, text.wrong]}>
          {imported.faults.map((fault) => (
            <tr key={`${fault.line} ${fault.error}`}>
              <td>{fault.line}</td>
              <td>{fault.error}</td>
            </tr>
          ))}
        </ScrollTable>
      )}
    </>
  );
}

export function ImportLeave() {
  const queries = useQueryClient();
  const own = useReach("availability.set") === "own";
  const reader = useReader();
  const [sent, setSent] = useState<Sent | null>(null);
  const send = useMutation({
    mutationFn: ({ content, type, person, dryRun }: Sent) => {
      const search = new URLSearchParams({ ...(person === "" ? {} : { person }), ...(dryRun ? { dry_run: "true" } : {}) });
      return postText<Imported>(`/v1/leave-imports?${search.toString()}`, content, type);
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ["availability"] }),
  });
  const go = (next: Sent) => {
    setSent(next);
    send.mutate(next);
  };
  const submit = async (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const file = form.get("file");
    if (!(file instanceof File) || file.size === 0) return;
    const calendar = file.name.toLowerCase().endsWith(".ics") || file.type === "text/calendar";
    go({ content: await file.text(), type: calendar ? "text/calendar" : "text/csv", person: own ? (reader.person ?? "") : ((form.get("person") as string | null) ?? ""), dryRun: true });
  };
  return (
    <Panel title={text.import}>
      <form
        className="panel-text fields narrow-form"
        onSubmit={(event) => void submit(event)}
        onChange={() => {
          setSent(null);
          send.reset();
        }}
      >
        <p className="soft">{text.importNote}</p>
        <label className="field">
          {text.file}
          <input name="file" type="file" accept=".ics,.csv,text/calendar,text/csv" required />
        </label>
        {!own && <PersonSelect label={text.whose} name="person" none={text.named} />}
        <div className="actions">
          <button className="button" disabled={send.isPending}>
            {text.check}
          </button>
          <span role="alert" className="bad-text">
            {send.isError && sayProblem(send.error)}
          </span>
        </div>
      </form>
      {send.isSuccess && sent !== null && (
        <div role="status" className="panel-text fields">
          <Found imported={send.data} checked={sent.dryRun} />
          {sent.dryRun && send.data.leaves > 0 && (
            <div className="actions">
              <button type="button" className="button primary" onClick={() => go({ ...sent, dryRun: false })}>
                {text.importIt}
              </button>
            </div>
          )}
        </div>
      )}
    </Panel>
  );
}
