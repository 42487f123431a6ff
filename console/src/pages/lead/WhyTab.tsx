import { lazy, Suspense, useMemo } from "react";
import { useNames } from "../../api/people";
import { navigate, pathTo, usePlace } from "../../app/location";
import { useExplanation, useFlow } from "../../api/queries";
import type { Explanation, Flow, Lead } from "../../api/types";
import type { LitPath } from "../../ui/flowParts";
import { Panel } from "../../ui/Parts";
import { Said } from "../../ui/Said";
import { Asked, Empty, Loading } from "../../ui/State";
import { words } from "../../words/en";
import { Losers, WhyNotBox } from "./WhyNot";

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
      <Asked query={flow} rows={14}>
        {(drawn) => (
          <Suspense fallback={<Loading rows={14} />}>
            <FlowGraph flow={drawn} {...(lit === undefined ? {} : { lit })} />
          </Suspense>
        )}
      </Asked>
    </Panel>
  );
}

export function WhyTab({ lead }: { lead: Lead }) {
  const explanation = useExplanation(lead.lead_id);
  const nameOf = useNames();
  const wanted = usePlace().query.get("why_not") ?? "";
  const setWanted = (who: string) => navigate(pathTo("leads", lead.lead_id, "why", { why_not: who }), { replace: true });
  return (
    <Asked query={explanation} rows={10}>
      {(told) =>
        told.rule === null && told.steps.length === 0 ? (
          <Empty title={text.noDecision}>
            <Said>{lead.explanation}</Said>
          </Empty>
        ) : (
          <>
            <Route told={told} />
            <Panel title={text.others}>
              <Losers told={told} onAsk={setWanted} />
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
              <WhyNotBox id={lead.lead_id} wanted={wanted} onAsk={setWanted} />
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
