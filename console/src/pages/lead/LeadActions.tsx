import { useMutation, useQueryClient } from "@tanstack/react-query";
import { use, useState, type SyntheticEvent } from "react";
import { api, post } from "../../api/client";
import { UserContext, reachOf, type Right } from "../../api/rights";
import type { Lead } from "../../api/types";
import { Dialog } from "../../ui/Dialog";
import { HandBackReason } from "../../ui/HandBackReason";
import { PersonSelect } from "../../ui/PersonSelect";
import { sayProblem } from "../../ui/State";
import { words } from "../../words/en";

const text = words.lead;

type Field = "to" | "reason" | "queue";
interface Act {
  verb: string;
  label: string;
  /** What is asked for first; nothing: it is done at once. */
  asks: readonly Field[];
  /** Whether it is somebody's own move, said on behalf of a person. */
  own?: boolean;
}

const acts: Partial<Record<Lead["status"], readonly Act[]>> = {
  routed: [
    { verb: "accept", label: text.accept, asks: [], own: true },
    { verb: "contacted", label: text.contacted, asks: [], own: true },
    { verb: "hand_back", label: text.handBack, asks: ["reason"], own: true },
    { verb: "hand_over", label: text.handOver, asks: ["to"] },
    { verb: "recall", label: text.recall, asks: [] },
  ],
  queued: [{ verb: "claim", label: text.claim, asks: ["to"] }],
  held: [
    { verb: "decide", label: text.giveTo, asks: ["to"] },
    { verb: "decide", label: text.reject, asks: ["reason"] },
  ],
};

const needs: Record<string, Right> = { recall: "leads.recall", claim: "leads.claim", decide: "leads.decide" };

/** What may be done with a lead as it stands by who looks. */
function useOffered(status: Lead["status"]): readonly Act[] {
  const user = use(UserContext);
  const all = acts[status] ?? [];
  return user === null ? all : all.filter((act) => reachOf(user.roles, needs[act.verb] ?? "leads.work") !== "none");
}

function useAct(lead: Lead) {
  const queries = useQueryClient();
  const user = use(UserContext);
  return useMutation({
    mutationFn: ({ act, body, shown }: { act: Act; body: Record<string, string>; shown: string | undefined }) => {
      // A claim is made by whoever gets it; an owner's own move by the owner, where nobody is signed in.
      const by = act.verb === "claim" ? body["to"] : (user?.person ?? (act.own === true ? lead.owner?.id : undefined));
      const sent = { ...body, ...(by === undefined ? {} : { by }), ...(act.verb === "decide" && shown !== undefined ? { shown_hash: shown } : {}) };
      if (act.verb === "claim") delete (sent as Record<string, string>)["to"];
      return post(api`/v1/leads/${lead.lead_id}/${act.verb}`, sent);
    },
    onSettled: () => Promise.all([queries.invalidateQueries({ queryKey: ["lead", lead.lead_id] }), queries.invalidateQueries({ queryKey: ["leads"] }), queries.invalidateQueries({ queryKey: ["attention"] })]),
  });
}

export function LeadActions({ lead }: { lead: Lead }) {
  const [asking, setAsking] = useState<Act | null>(null);
  // Of the lead as it stood when the question was opened: it may change behind the dialog.
  const [shown, setShown] = useState(lead.shown_hash);
  const action = useAct(lead);
  const offered = useOffered(lead.status);
  if (offered.length === 0) return null;
  const run = (act: Act, body: Record<string, string>) => {
    setAsking(null);
    action.mutate({ act, body, shown });
  };
  const ask = (act: Act) => {
    setShown(lead.shown_hash);
    setAsking(act);
  };
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (asking === null) return;
    const entries = [...new FormData(event.currentTarget)].map(([name, value]) => [name, typeof value === "string" ? value.trim() : ""]);
    run(asking, Object.fromEntries(entries) as Record<string, string>);
  };
  return (
    <div className="lead-actions" role="group" aria-label={text.act}>
      {offered.map((act) => (
        <button key={act.label} type="button" className={act === offered[0] ? "button primary" : "button"} disabled={action.isPending} onClick={() => (act.asks.length === 0 ? run(act, {}) : ask(act))}>
          {act.label}
        </button>
      ))}
      <span role="status" className="soft">
        {action.isSuccess && text.doneNote(action.variables.act.label)}
      </span>
      <span role="alert" className="bad-text">
        {action.isError && sayProblem(action.error)}
      </span>
      <Dialog title={asking?.label ?? ""} open={asking !== null} onClose={() => setAsking(null)}>
        <form onSubmit={submit} className="fields">
          {asking?.asks.includes("to") === true && <PersonSelect label={text.to} name="to" />}
          {asking?.verb === "hand_back" && <HandBackReason lead={lead.lead_id} />}
          {asking?.asks.includes("reason") === true && asking.verb !== "hand_back" && (
            <label className="field">
              {text.reason}
              <input name="reason" required autoComplete="off" />
            </label>
          )}
          <button className="button primary">{asking?.label}</button>
        </form>
      </Dialog>
    </div>
  );
}
