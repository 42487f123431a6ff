import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { api, getText, post } from "../../api/client";
import { useMay } from "../../api/rights";
import type { PageProps } from "../../app/Pages";
import { download } from "../../ui/csv";
import { Page, Panel } from "../../ui/Parts";
import { Asked, Failed, sayProblem } from "../../ui/State";
import { words } from "../../words/en";
import { EventSearch } from "./EventSearch";
import { VerifyLine } from "./VerifyLine";

const text = words.audit;

function Evidence() {
  const save = useMutation({
    mutationFn: async (lead: string) => download("evidence.json", "application/json", await getText(api`/v1/leads/${lead}/evidence`)),
  });
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate((new FormData(event.currentTarget).get("lead") as string).trim());
  };
  return (
    <Panel title={text.evidence} note={text.evidenceNote}>
      <form className="panel-text joined" onSubmit={submit}>
        <input name="lead" aria-label={text.lead} placeholder={text.lead} required autoComplete="off" />
        <button className="button" disabled={save.isPending}>
          {text.export}
        </button>
      </form>
      {save.isError && (
        <p role="alert" className="panel-text bad-text">
          {sayProblem(save.error)}
        </p>
      )}
    </Panel>
  );
}

interface ReplayReport {
  runs: number;
  identical: number;
  different: number;
  erased: number;
}

function Replay() {
  const run = useMutation({ mutationFn: () => post<ReplayReport>("/v1/replay", {}) });
  const report = run.data;
  const count = (number: number) => number.toLocaleString("en");
  return (
    <Panel title={text.replay} note={text.replayNote}>
      <div className="panel-text actions">
        <button type="button" className="button" disabled={run.isPending} onClick={() => run.mutate()}>
          {text.replayRun}
        </button>
        <span role="status">
          {run.isPending && text.replaying}
          {report !== undefined && [text.replayed(count(report.identical), count(report.runs)), ...(report.different > 0 ? [text.differs(count(report.different))] : []), ...(report.erased > 0 ? [text.erased(count(report.erased))] : [])].join(", ")}
        </span>
      </div>
      {run.isError && <Failed error={run.error} />}
    </Panel>
  );
}

function Head() {
  const head = useQuery({ queryKey: ["audit", "head"], queryFn: () => getText("/v1/audit/head") });
  const [copied, setCopied] = useState(false);
  const copy = async (note: string) => {
    await navigator.clipboard.writeText(note);
    setCopied(true);
  };
  return (
    <Panel
      title={text.head}
      note={text.headNote}
      actions={
        <button type="button" className="button" disabled={head.data === undefined} onClick={() => void copy(head.data ?? "")}>
          {copied ? text.copied : text.copy}
        </button>
      }
    >
      <Asked query={head} rows={3}>
        {(note) => <pre>{note}</pre>}
      </Asked>
    </Panel>
  );
}

export default function AuditPage({ place }: PageProps) {
  const mayCheck = useMay("audit.check");
  return (
    <Page title={text.title}>
      <VerifyLine />
      <EventSearch query={place.query} />
      <Evidence />
      <Head />
      {mayCheck && <Replay />}
    </Page>
  );
}
