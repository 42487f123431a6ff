import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { api, post } from "../../api/client";
import { useMay } from "../../api/rights";
import type { PolicyVersion, Stage } from "../../api/types";
import { navigate, pathTo } from "../../app/location";
import { Dialog } from "../../ui/Dialog";
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

function PublishForm({ draft, onDone }: { draft: Draft; onDone: (note: string) => void }) {
  const { checked, current } = useCheck(draft.files);
  const compiles = current && checked?.policy_version != null;
  const publish = usePolicyChange(
    (fields: Record<string, string>) => post<Standing>("/v1/policies", { files: draft.files, ...fields }),
    (standing) => {
      draft.drop();
      onDone(text.published(standing.policy_version));
      navigate(pathTo("policies", standing.policy_version, "stage"));
    },
  );
  if (!draft.changed) return <p className="panel-text soft">{text.noChanges}</p>;
  return (
    <form className="panel-text fields" onSubmit={(event) => publish.mutate(fieldsOf(event))}>
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
      <Dialog title={label} open={asking} onClose={() => setAsking(false)}>
        <div className="fields">
          <p>{text.rollBackSure}</p>
          <p role="alert" className="bad-text">
            {rollBack.isError && sayProblem(rollBack.error)}
          </p>
          <button type="button" className="button primary" disabled={rollBack.isPending} onClick={() => rollBack.mutate(undefined)}>
            {label}
          </button>
        </div>
      </Dialog>
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
  const [mayPublish, mayApprove, mayTry] = [useMay("policies.write"), useMay("policies.approve"), useMay("decisions.try")];
  const promote = usePolicyChange(
    ({ to, share }: Record<string, string>) => post<Standing>(api`/v1/policies/${version.policy_version}/promote`, share === undefined ? { to } : { to, share }),
    (standing) => setNote(text.moved(text.stages[standing.stage ?? "active"])),
  );
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
          <form className="panel-text fields" onSubmit={(event) => promote.mutate(fieldsOf(event))}>
            <StageFields key={version.stage} name="to" label={text.promoteTo} without={version.stage} />
            <div className="actions">
              <button className="button">{text.move}</button>
              <span role="alert" className="bad-text">
                {promote.isError && sayProblem(promote.error)}
              </span>
            </div>
          </form>
        </Panel>
      )}
      {mayApprove && (approvalRequired || version.approved_by !== null) && <ApproveForm version={version} onDone={setNote} />}
      {tried && mayTry && <TrialPanel version={version} />}
      {version.stage === "canary" && active !== undefined && <SideBySide version={version} active={active} />}
      {counted && (
        <Panel title={text.trialCounts}>
          <Facts facts={counts.map(([name, count]) => [text.countNames[name] ?? name, count.toLocaleString("en")] as const)} />
        </Panel>
      )}
    </>
  );
}
