import { useNames } from "../api/people";
import type { Flow } from "../api/types";
import { words } from "../words/en";
import { lightOf, listed, titleOf, type LitPath } from "./flowParts";

interface Props {
  flow: Flow;
  lit?: LitPath | undefined;
}

function Step({ flow, at, lit }: Props & { at: number }) {
  const nameOf = useNames();
  const step = flow.steps[at];
  if (step === undefined) return null;
  const light = lightOf(step.name, lit, lit?.decided ?? null);
  const targets = flow.lines.filter(([from]) => from === at).map(([, to]) => titleOf(flow.targets[to]?.name ?? "", nameOf));
  const to = light === "lit" && lit?.target != null ? titleOf(lit.target, nameOf) : listed(targets);
  return (
    <li className={`flow-box ${step.kind} ${light}`}>
      <div className="flow-title">
        <span>{titleOf(step.name, nameOf)}</span>
        {light === "plain" && step.count !== null && <span className="flow-count">{step.count.toLocaleString("en")}</span>}
      </div>
      {light !== "passed" && <div className="flow-note">{step.words}</div>}
      {light !== "passed" && to !== "" && (
        <div className="flow-to">
          <span aria-hidden="true">→ </span>
          {to}
        </div>
      )}
    </li>
  );
}

/** A flow as a list, for where its picture would be too small to read: each step with where it leads; of one lead's way what came before, and what decided. */
export function FlowList({ flow, lit }: Props) {
  return (
    <ol className="flow flow-list" aria-label={words.flow.asList(flow.policy)}>
      {flow.steps.map((step, at) => lightOf(step.name, lit, lit?.decided ?? null) !== "dim" && <Step key={step.name} flow={flow} at={at} lit={lit} />)}
    </ol>
  );
}
