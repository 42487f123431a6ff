// A version on silent trial is put into use by its number: judged by the workspace's own leads since the trial began, and
// where that is asked for only after somebody else agreed.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useReader } from "../../api/acting";
import { api, post } from "../../api/client";
import { useModels, type AgentModels, type ModelVerdict, type ModelVersion } from "../../api/models";
import { useMay } from "../../api/rights";
import { Confirmed } from "../../ui/Confirmed";
import { sayProblem } from "../../ui/State";
import { words } from "../../words/en";

const text = words.models;

export function IntoUse({ models, version, onDone }: { models: AgentModels; version: ModelVersion; onDone: (note: string) => void }) {
  const queries = useQueryClient();
  const { person, byToken } = useReader();
  const [mayUse, mayApprove] = [useMay("agents.write"), useMay("policies.approve")];
  const needsYes = useModels().data?.approval_required;
  const [asking, setAsking] = useState(false);
  const by = byToken && person !== null ? { by: person } : {};
  const settled = () => queries.invalidateQueries({ queryKey: ["models"] });
  const use = useMutation({
    mutationFn: () => post<ModelVerdict>(api`/v1/models/${models.agent}/promote`, { version: version.version, ...by }),
    onSuccess: (verdict) => {
      setAsking(false);
      onDone(verdict.promoted ? text.inUseNow(version.version) : text.notInUse(verdict.why));
    },
    onSettled: settled,
  });
  const approve = useMutation({ mutationFn: () => post(api`/v1/models/${models.agent}/approve`, { version: version.version, ...by }), onSuccess: () => onDone(text.approvedNow(version.version)), onSettled: settled });
  // A server that does not say so puts none into use this way.
  if (needsYes === undefined || version.standing !== "challenger") return null;
  const waits = needsYes && version.approved_by == null;
  return (
    <>
      {waits && mayApprove && (
        <button type="button" className="button" disabled={approve.isPending} onClick={() => approve.mutate()}>
          {words.policies.approve}
        </button>
      )}
      {mayUse && (
        <button type="button" className="button" disabled={waits} onClick={() => setAsking(true)}>
          {text.putIntoUse}
        </button>
      )}
      {approve.isError && (
        <span role="alert" className="bad-text">
          {sayProblem(approve.error)}
        </span>
      )}
      <Confirmed title={text.useItOf(version.version)} open={asking} onClose={() => setAsking(false)} pending={use.isPending} error={use.error} onConfirm={() => use.mutate()}>
        <p>{text.useItNote}</p>
      </Confirmed>
    </>
  );
}
