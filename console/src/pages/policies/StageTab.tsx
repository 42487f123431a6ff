import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { api, post } from "../../api/client";
import { useMay } from "../../api/rights";
import type { PolicyVersion, Stage } from "../../api/types";
import { navigate, pathTo } from "../../app/location";
import { Confirmed } from "../../ui/Confirmed";
import { Facts, Panel } from "../../ui/Parts";
import { sayProblem } from "../../ui/State";
import { words } from "../../words/en";
import { ApproveForm } from "./ApproveForm";
import { useCheck, type Draft } from "./draft";
import { SideBySide, TrialPanel } from "./TrialPanel";

const text = words.policies;
const stages: readonly (keyof typeof text.asStage)[] = ["active", "shadow", "canary", "draft"];

interface Standing {
  policy_version: string;
  stage?: Stage;
}

export function usePolicyChange<T>(change: (input: T) => Promise<Standing>, done: (standing: Standing) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async (standing) => {
      await queries.invalidateQueries({ queryKey: ["policies"] });
      await queries.invalidateQueries({ queryKey: ["pools"] });
      done(standing);
    },
  });
}

function StageFields({ name, label, without }: { name: string; label: string; without?: Stage }) {
  const offered = stages.filter((stage) => stage !== without || stage === "canary");
  const [stage, setStage] = useState<string>(offered[0] ?? "active");
  return (
    <>
      <label className="field">
        {label}
        <select name={name} value={stage} onChange={(event) => setStage(event.target.value)}>
          {offered.map((one) => (
            <option key={one} value={one}>
              {text.asStage[one]}
            </option>
          ))}
        </select>
      </label>
      {stage === "canary" && (
        <label className="field">
          {text.share}
          <input name="share" defaultValue="10%" required pattern="[0-9.]+ ?%" />
        </label>
      )}
    </>
  );
}

function fieldsOf(event: SyntheticEvent<HTMLFormElement>): Record<string, string> {
  event.preventDefault();
  return Object.fromEntries([...new FormData(event.currentTarget)].map(([name, value]) => [name, value as string]));
}

type Fields = Record<string, string>;

/** What replaces the version that decides asks before; anything else is done at once. */
const replaces = (fields: Fields) => (fields["stage"] ?? fields["to"]) === "active";

function PublishForm({ draft, onDone }: { draft: Draft; onDone: (note: string) => void }) {
  const { checked, current } = useCheck(draft.files);
  const compiles = current && checked?.policy_version != null;
  const [asking, setAsking] = useState<Fields | null>(null);
  const publish = usePolicyChange(
    (fields: Fields) => post<Standing>("/v1/policies", { files: draft.files, ...fields }),
    (standing) => {
      setAsking(null);
      draft.drop();
      onDone(text.published(standing.policy_version));
      navigate(pathTo("policies", standing.policy_version, "stage"));
    },
  );
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    const fields = fieldsOf(event);
    if (replaces(fields)) setAsking(fields);
    else publish.mutate(fields);
  };
  if (!draft.changed) return <p className="panel-text soft">{text.noChanges}</p>;
  return (
    <>
      <form className="panel-text fields" onSubmit={submit}>
        <StageFields name="stage" label={text.publishAs} />
        <div className="actions">
          <button className="button primary" disabled={!compiles || publish.isPending}>
            {text.publish}
          </button>
          {!compiles && <span className="soft">{text.mustCompile}</span>}
          <span role="alert" className="bad-text">
            {publish.isError && sayProblem(publish.error)}
          </span>
        </div>
      </form>
      <Confirmed title={text.publish} open={asking !== null} onClose={() => setAsking(null)} pending={publish.isPending} error={publish.error} onConfirm={() => asking !== null && publish.mutate(asking)}>
        <p>{text.activeSure}</p>
      </Confirmed>
    </>
  );
}

function RollBack({ version, onDone }: { version: PolicyVersion; onDone: (note: string) => void }) {
  const [asking, setAsking] = useState(false);
  const rollBack = usePolicyChange(
    () => post<Standing>("/v1/policies/rollback", version.active ? {} : { policy_version: version.policy_version }),
    (standing) => {
      setAsking(false);
      onDone(text.rolledBack(standing.policy_version));
      navigate(pathTo("policies", standing.policy_version, "stage"));
    },
  );
  const label = version.active ? text.rollBack : text.rollBackTo;
  return (
    <>
      <button type="button" className="button" onClick={() => setAsking(true)}>
        {label}
      </button>
      <Confirmed title={label} open={asking} onClose={() => setAsking(false)} pending={rollBack.isPending} error={rollBack.error} onConfirm={() => rollBack.mutate(undefined)}>
        <p>{text.rollBackSure}</p>
      </Confirmed>
    </>
  );
}

interface StageProps {
  version: PolicyVersion;
  /** The one that a trial stands beside. */
  active: PolicyVersion | undefined;
  draft: Draft;
  approvalRequired: boolean;
  canRollBack: boolean;
}

export function StageTab({ version, active, draft, approvalRequired, canRollBack }: StageProps) {
  const [note, setNote] = useState("");
  const [asking, setAsking] = useState<Fields | null>(null);
  const [mayPublish, mayApprove, mayTry] = [useMay("policies.write"), useMay("policies.approve"), useMay("decisions.try")];
  const promote = usePolicyChange(
    ({ to, share }: Fields) => post<Standing>(api`/v1/policies/${version.policy_version}/promote`, share === undefined ? { to } : { to, share }),
    (standing) => {
      setAsking(null);
      setNote(text.moved(text.stages[standing.stage ?? "active"]));
    },
  );
  const move = (event: SyntheticEvent<HTMLFormElement>) => {
    const fields = fieldsOf(event);
    if (replaces(fields)) setAsking(fields);
    else promote.mutate(fields);
  };
  // Counted while something is tried; before that there is nothing to tell.
  const counted = version.stage === "canary" || Object.values(version.counts).some((count) => count > 0);
  const counts = Object.entries(version.counts);
  const tried = version.stage === "shadow" || (version.shadow["compared"] ?? 0) > 0;
  return (
    <>
      {note !== "" && (
        <p className="panel panel-text" role="status">
          {note}
        </p>
      )}
      {mayPublish && (
        <Panel title={text.publish}>
          <PublishForm draft={draft} onDone={setNote} />
        </Panel>
      )}
      {mayPublish && (
        <Panel title={text.promote} actions={canRollBack && <RollBack version={version} onDone={setNote} />}>
          <form className="panel-text fields" onSubmit={move}>
            <StageFields key={version.stage} name="to" label={text.promoteTo} without={version.stage} />
            <div className="actions">
              <button className="button">{text.move}</button>
              <span role="alert" className="bad-text">
                {promote.isError && sayProblem(promote.error)}
              </span>
            </div>
          </form>
          <Confirmed title={text.promote} action={text.move} open={asking !== null} onClose={() => setAsking(null)} pending={promote.isPending} error={promote.error} onConfirm={() => asking !== null && promote.mutate(asking)}>
            <p>{text.activeSure}</p>
          </Confirmed>
        </Panel>
      )}
      {mayApprove && (approvalRequired || version.approved_by !== null) && <ApproveForm version={version} onDone={setNote} />}
      {version.stage === "canary" && active !== undefined && <SideBySide version={version} active={active} />}
      {tried && mayTry && <TrialPanel version={version} />}
      {counted && (
        <Panel title={text.trialCounts}>
          <Facts facts={counts.map(([name, count]) => [text.countNames[name] ?? name, count.toLocaleString("en")] as const)} />
        </Panel>
      )}
    </>
  );
}
