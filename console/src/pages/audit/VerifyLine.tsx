// What the log was last verified to, whoever did it: one line for everybody, and the button to do it again.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ApiProblem, get, post } from "../../api/client";
import { useNames } from "../../api/people";
import { useMay } from "../../api/rights";
import type { VerifyReport } from "../../api/types";
import { Badge } from "../../ui/Parts";
import { Asked, Failed } from "../../ui/State";
import { Time, hourOrDay } from "../../ui/Time";
import { words } from "../../words/en";

const text = words.audit;

interface Who {
  by: string;
  person: string | null;
}

interface Verification {
  running: (Who & { since: string }) | null;
  last: (Who & { verified_to: string; ended_at: string; report: VerifyReport }) | null;
}

const ask = () => get<Verification>("/v1/audit/verification");
const whileRunning = 2_000;
const otherwise = 30_000;

/** One that runs already, begun by anybody, is waited for and no fault. */
async function verify(): Promise<void> {
  try {
    await post<VerifyReport>("/v1/audit/verify", { views: true });
  } catch (error) {
    const refused = error instanceof ApiProblem && error.status === 409;
    if (!refused || (await ask()).running === null) throw error;
  }
}

function useWho(): (who: Who) => string {
  const nameOf = useNames();
  return ({ by, person }) => (person !== null ? nameOf(person) : (text.principals[by] ?? by));
}

function Last({ last }: { last: NonNullable<Verification["last"]> }) {
  const who = useWho();
  const { ok, tree_size, first_bad, views_difference } = last.report;
  return (
    <>
      <Badge tone={ok ? "good" : "bad"}>{text.size(tree_size.toLocaleString("en"))}</Badge>
      <strong>{ok ? text.good(hourOrDay(last.verified_to)) : text.bad(String(first_bad?.position ?? ""), hourOrDay(last.verified_to))}</strong>
      <span className="soft">
        {ok && views_difference !== undefined && <>{views_difference === null ? text.listsGood : `${text.lists} ${views_difference}`}, </>}
        {text.verifiedBy(who(last))} <Time at={last.ended_at} />
      </span>
    </>
  );
}

function Standing({ found, pending }: { found: Verification; pending: boolean }) {
  const who = useWho();
  if (found.running !== null) return <span className="soft">{text.running(hourOrDay(found.running.since), who(found.running))}</span>;
  if (pending) return <span className="soft">{text.verifying}</span>;
  return found.last === null ? <span className="soft">{text.never}</span> : <Last last={found.last} />;
}

export function VerifyLine() {
  const queries = useQueryClient();
  const may = useMay("audit.check");
  const asked = useQuery({ queryKey: ["audit", "verification"], queryFn: ask, refetchInterval: (query) => (query.state.data?.running == null ? otherwise : whileRunning) });
  const run = useMutation({ mutationFn: verify, onSettled: () => queries.invalidateQueries({ queryKey: ["audit", "verification"] }) });
  const busy = run.isPending || asked.data?.running != null;
  return (
    <section className="panel" aria-label={text.verify}>
      <div className="verify">
        <div className="verify-said" role="status">
          <Asked query={asked} rows={1}>
            {(found) => <Standing found={found} pending={run.isPending} />}
          </Asked>
        </div>
        {may && (
          <button type="button" className="button primary" disabled={busy} onClick={() => run.mutate()}>
            {text.verify}
          </button>
        )}
      </div>
      {run.isError && <Failed error={run.error} />}
    </section>
  );
}
