import { use, type SyntheticEvent } from "react";
import { api, post } from "../../api/client";
import { UserContext } from "../../api/rights";
import type { PolicyVersion } from "../../api/types";
import { Panel } from "../../ui/Parts";
import { PersonOptions } from "../../ui/PersonOptions";
import { sayProblem } from "../../ui/State";
import { words } from "../../words/en";
import { usePolicyChange } from "./StageTab";

const text = words.policies;

/** A second person's yes. With the workspace token, which is nobody, it is said who gives it. */
export function ApproveForm({ version, onDone }: { version: PolicyVersion; onDone: (note: string) => void }) {
  const user = use(UserContext);
  const approve = usePolicyChange(
    (by: string) => post<{ policy_version: string }>(api`/v1/policies/${version.policy_version}/approve`, { by }),
    () => onDone(text.approvedBy(user?.name ?? "")),
  );
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    approve.mutate(user?.person ?? user?.id ?? (new FormData(event.currentTarget).get("by") as string));
  };
  if (version.approved_by !== null) return <p className="panel panel-text">{text.approvedBy(version.approved_by)}</p>;
  return (
    <Panel title={text.approve} note={text.needsApproval}>
      <form className="panel-text fields" onSubmit={submit}>
        {user === null && (
          <label className="field">
            {text.approver}
            <select name="by" required>
              <PersonOptions />
            </select>
          </label>
        )}
        <div className="actions">
          <button className="button">{text.approve}</button>
          <span className="soft">{text.approveNote}</span>
          <span role="alert" className="bad-text">
            {approve.isError && sayProblem(approve.error)}
          </span>
        </div>
      </form>
    </Panel>
  );
}
