import { useExplanation } from "../../api/queries";
import type { ExplainedStep } from "../../api/types";
import { useNames } from "../../api/people";
import { Badge, Panel } from "../../ui/Parts";
import { useNamed } from "../../ui/Said";
import { Asked } from "../../ui/State";
import { shortTime, Time } from "../../ui/Time";
import { words } from "../../words/en";
import { sayCode, spaced } from "../../words/en.codes";

const text = words.lead;
const tones: Record<string, string> = { ok: "good", assign: "good", abstain: "plain", reject: "bad", error: "bad" };

const fieldName = (name: string) => sayCode("fields", name).replaceAll(".", " ");
const code = /^[a-z]+(_[a-z]+)+$/;

function fieldText(value: string | number | boolean | null): string {
  if (typeof value === "boolean") return (value ? words.state.yes : words.state.no).toLowerCase();
  const shown = String(value);
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(shown)) return shortTime(shown);
  return code.test(shown) ? spaced(shown) : shown;
}

/** What came of it; of one that only passed from hand to hand, what was done with it. */
function StepBadge({ step: { event, outcome } }: { step: ExplainedStep }) {
  if (outcome === null || (outcome === "ok" && event !== "finished")) return <Badge>{text.events[event] ?? event}</Badge>;
  return <Badge tone={tones[outcome] ?? "wait"}>{text.outcomes[outcome] ?? outcome}</Badge>;
}

function Step({ step }: { step: ExplainedStep }) {
  const nameOf = useNames();
  const learned = Object.entries(step.output).map(([name, value]) => `${fieldName(name)} ${nameOf(fieldText(value))}`);
  const said = step.evidence.map((evidence) => (evidence.weight === 0 ? evidence.words : `${evidence.words} (${evidence.weight > 0 ? "+" : ""}${evidence.weight})`));
  return (
    <li className="timeline-step">
      <div className="timeline-head">
        <strong>{spaced(step.step)}</strong>
        <StepBadge step={step} />
        {step.confidence_e4 > 0 && step.confidence_e4 < 10_000 && <span className="soft">{text.sure(Math.round(step.confidence_e4 / 100))}</span>}
        {step.agent !== null && <span className="soft">{step.agent}</span>}
      </div>
      {step.words !== null && <div>{step.words}</div>}
      {said.length > 0 && <div>{said.join("; ")}</div>}
      {learned.length > 0 && (
        <div className="soft">
          {text.learned}: {learned.join(", ")}
        </div>
      )}
    </li>
  );
}

/** What happened to the lead, and what each step said, in order. */
export function TimelineTab({ id }: { id: string }) {
  const explanation = useExplanation(id);
  const named = useNamed();
  return (
    <Asked query={explanation} rows={8}>
      {(told) => (
        <>
          <Panel title={text.tabs.timeline}>
            <ol className="timeline">
              {told.history.map((moment) => (
                <li key={moment.position}>
                  <span className="soft timeline-time">
                    <Time at={moment.time} clock />
                  </span>
                  <span>{named(moment.words)}</span>
                </li>
              ))}
            </ol>
          </Panel>
          {told.steps.length > 0 && (
            <Panel title={text.steps}>
              <ol className="timeline-steps">
                {told.steps.map((step, at) => (
                  <Step key={at} step={step} />
                ))}
              </ol>
            </Panel>
          )}
        </>
      )}
    </Asked>
  );
}
