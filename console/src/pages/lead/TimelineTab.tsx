import { useExplanation } from "../../api/queries";
import type { ExplainedStep } from "../../api/types";
import { useNames } from "../../api/people";
import { Badge, Panel } from "../../ui/Parts";
import { Asked } from "../../ui/State";
import { Time } from "../../ui/Time";
import { words } from "../../words/en";

const text = words.lead;
const tones: Record<string, string> = { ok: "good", assign: "good", abstain: "plain", reject: "bad", error: "bad" };

function Step({ step }: { step: ExplainedStep }) {
  const learned = Object.entries(step.output).map(([name, value]) => `${name} ${String(value)}`);
  const said = step.evidence.map((evidence) => (evidence.weight === 0 ? evidence.words : `${evidence.words} (${evidence.weight > 0 ? "+" : ""}${evidence.weight})`));
  return (
    <li className="timeline-step">
      <div className="timeline-head">
        <strong>{step.step.replaceAll("_", " ")}</strong>
        <Badge tone={tones[step.outcome] ?? "wait"}>{text.outcomes[step.outcome] ?? step.outcome}</Badge>
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
  const nameOf = useNames();
  // Events name people by id; readers know them by name.
  const named = (sentence: string) => sentence.replace(/\S+@\S+?(?=[,.:;]?(\s|$))/g, (found) => nameOf(found));
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
