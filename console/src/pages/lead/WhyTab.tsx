import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useMemo, useState, type SyntheticEvent } from "react";
import { api, get } from "../../api/client";
import { useNames } from "../../api/people";
import { useExplanation, useFlow } from "../../api/queries";
import type { Explanation, Flow, Lead } from "../../api/types";
import type { LitPath } from "../../ui/FlowGraph";
import { Panel } from "../../ui/Parts";
import { Asked, Empty, Failed, Loading } from "../../ui/State";
import { words } from "../../words/en";

const text = words.lead;
const FlowGraph = lazy(() => import("../../ui/FlowGraph"));

/** Guards are all passed; of the rules those above the one that decided. */
function pathOf(told: Explanation, flow: Flow): LitPath {
  const at = flow.steps.findIndex((step) => step.name === told.rule);
  const passed = flow.steps.filter((step, number) => (step.kind === "guard" ? number !== at : number < at)).map((step) => step.name);
  const lines = flow.lines.filter(([step]) => step === at).map(([, target]) => flow.targets[target]?.name ?? "");
  const wanted = [told.pool === null ? null : `pool ${told.pool}`, told.queue === null ? null : `queue ${told.queue}`, told.owner];
  const target = lines.length === 1 ? (lines[0] ?? null) : (lines.find((name) => wanted.includes(name)) ?? null);
  return { passed, decided: told.rule, target };
}

function Route({ told }: { told: Explanation }) {
  const flow = useFlow(told.policy_version);
  const lit = useMemo(() => (flow.data === undefined ? undefined : pathOf(told, flow.data)), [told, flow.data]);
  return (
    <Panel title={text.route} note={text.routeNote}>
      <Asked query={flow} rows={8}>
        {(drawn) => (
          <Suspense fallback={<Loading rows={8} />}>
            <FlowGraph flow={drawn} {...(lit === undefined ? {} : { lit })} />
          </Suspense>
        )}
      </Asked>
    </Panel>
  );
}

function Losers({ told }: { told: Explanation }) {
  const nameOf = useNames();
  if (told.considered.length === 0) return <p className="panel-text soft">{text.othersNone}</p>;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{text.whoElse}</th>
          <th scope="col">{text.whyNot}</th>
          <th scope="col">{text.by}</th>
        </tr>
      </thead>
      <tbody>
        {told.considered.map((loser, at) => (
          <tr key={at}>
            <td>{nameOf(loser.owner)}</td>
            <td>{loser.lost}</td>
            <td>{loser.by}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Asks the server what would have sent the lead to somebody else. */
function WhyNotBox({ id }: { id: string }) {
  const [wanted, setWanted] = useState("");
  const answer = useQuery({
    queryKey: ["lead", id, "why not", wanted],
    queryFn: () => get<Explanation>(`${api`/v1/leads/${id}/explanation`}?why_not=${encodeURIComponent(wanted)}`),
    enabled: wanted !== "",
  });
  const ask = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    setWanted((new FormData(event.currentTarget).get("who") as string).trim());
  };
  return (
    <div className="panel-text">
      <form className="joined" onSubmit={ask}>
        <input name="who" aria-label={text.askWhyNot} placeholder={text.askWhyNotHint} autoComplete="off" required />
        <button className="button">{text.ask}</button>
      </form>
      <div aria-live="polite">
        {answer.isError && <Failed error={answer.error} />}
        {answer.data?.why_not !== undefined && <p className="told">{answer.data.why_not.text}</p>}
      </div>
    </div>
  );
}

export function WhyTab({ lead }: { lead: Lead }) {
  const explanation = useExplanation(lead.lead_id);
  const nameOf = useNames();
  return (
    <Asked query={explanation} rows={10}>
      {(told) =>
        told.rule === null && told.steps.length === 0 ? (
          <Empty title={text.noDecision}>{lead.explanation}</Empty>
        ) : (
          <>
            <Route told={told} />
            <Panel title={text.others}>
              <Losers told={told} />
              {told.pointers.before !== null && (
                <p className="panel-text soft">
                  {text.nextBefore}: {nameOf(told.pointers.before)}. {text.nextAfter}: {told.pointers.after === null ? words.state.none : nameOf(told.pointers.after)}.
                </p>
              )}
              {told.unknowns.length > 0 && (
                <p className="panel-text">
                  {text.unknowns}: {told.unknowns.map((unknown) => text.missingFact(unknown.rule, unknown.missing)).join("; ")}
                </p>
              )}
            </Panel>
            <Panel title={text.askWhyNot}>
              <WhyNotBox id={lead.lead_id} />
            </Panel>
            <Panel title={text.fullText}>
              <pre className="told">{told.text}</pre>
            </Panel>
          </>
        )
      }
    </Asked>
  );
}
