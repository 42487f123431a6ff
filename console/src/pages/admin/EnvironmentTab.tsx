// What the workspace is for, what a sandbox refuses to call, and the file that says what differs from the other kind.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { SyntheticEvent } from "react";
import { get, put } from "../../api/client";
import { useMay } from "../../api/rights";
import { FormFooter } from "../../ui/FormFooter";
import { Badge, Facts, Panel } from "../../ui/Parts";
import { Asked } from "../../ui/State";
import { Time } from "../../ui/Time";
import { words } from "../../words/en";

const text = words.environment;

interface Environment {
  workspace: "sandbox" | "production";
  set_at: string | null;
  people: number;
  queues: number;
  production_endpoints: string[];
  text: string | null;
}

function Refused({ now }: { now: Environment }) {
  const sandbox = now.workspace === "sandbox";
  return (
    <Panel title={text.refused} note={sandbox ? text.refusedNote : text.refusesNothing}>
      {now.production_endpoints.length === 0 ? (
        <p className="panel-text soft">{sandbox ? text.noEndpoints : text.noEndpointsHere}</p>
      ) : (
        <ul className="panel-text plain-lines">
          {now.production_endpoints.map((one) => (
            <li key={one} className="mono">
              {one}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function File({ now }: { now: Environment }) {
  const queries = useQueryClient();
  const may = useMay("environment.write");
  const save = useMutation({ mutationFn: (file: string) => put<Environment>("/v1/environment", { text: file }), onSuccess: (saved) => queries.setQueryData(["environment"], saved) });
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate(new FormData(event.currentTarget).get("text") as string);
  };
  if (!may) return <Panel title={text.file}>{now.text === null ? <p className="panel-text soft">{text.noFile}</p> : <pre>{now.text}</pre>}</Panel>;
  return (
    <Panel title={text.file} note={text.fileNote}>
      <form className="panel-text fields" onSubmit={submit}>
        <label className="field">
          {text.fileText}
          <textarea name="text" className="mono" rows={10} required spellCheck={false} defaultValue={now.text ?? text.start(now.workspace)} />
        </label>
        <FormFooter pending={save.isPending} error={save.error} done={save.isSuccess && text.saved} label={text.import} />
      </form>
    </Panel>
  );
}

export function EnvironmentTab() {
  const environment = useQuery({ queryKey: ["environment"], queryFn: () => get<Environment>("/v1/environment"), refetchOnWindowFocus: false });
  return (
    <Asked query={environment} rows={6}>
      {(now) => (
        <>
          <Panel title={text.title} note={text.note}>
            <Facts
              facts={[
                [text.kind, <Badge key="kind" tone={now.workspace === "production" ? "good" : "wait"}>{text.kinds[now.workspace]}</Badge>],
                [text.imported, now.set_at === null ? text.never : <Time key="at" at={now.set_at} />],
                [text.people, now.people.toLocaleString("en")],
                [text.queues, now.queues.toLocaleString("en")],
              ]}
            />
          </Panel>
          <Refused now={now} />
          <File now={now} />
        </>
      )}
    </Asked>
  );
}
