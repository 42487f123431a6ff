import { lazy, Suspense } from "react";
import { useFlow } from "../../api/queries";
import type { Flow } from "../../api/types";
import { Panel } from "../../ui/Parts";
import { Asked, Loading } from "../../ui/State";
import { words } from "../../words/en";

const text = words.flow;
const FlowGraph = lazy(() => import("../../ui/FlowGraph"));

function StepTable({ flow }: { flow: Flow }) {
  const targets = (step: number) => {
    const names = flow.lines.filter(([from]) => from === step).map(([, to]) => flow.targets[to]?.name);
    return names.length <= fewest ? names.join(", ") : text.andMore(names.slice(0, fewest - 1).join(", "), names.length - fewest + 1);
  };
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls is reached by keys
    <div className="scroll" tabIndex={0} role="group" aria-label={text.list}>
      <table>
        <thead>
          <tr>
            <th scope="col">{text.step}</th>
            <th scope="col">{text.does}</th>
            <th scope="col">{text.to}</th>
            <th scope="col" className="number">
              {text.leads}
            </th>
          </tr>
        </thead>
        <tbody>
          {flow.steps.map((step, at) => (
            <tr key={at}>
              <td>{step.name}</td>
              <td>{step.words}</td>
              <td>{targets(at)}</td>
              <td className="number">{step.count.toLocaleString("en")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

// A row stays a line or two; the picture has all.
const fewest = 4;

/** The policy as a picture with live counts, and the same as a table. */
export function FlowTab({ version }: { version: string }) {
  const flow = useFlow(version);
  return (
    <Asked query={flow} rows={12}>
      {(drawn) => (
        <>
          <Panel title={drawn.policy} note={text.counted(drawn.decisions.toLocaleString("en"))}>
            <Suspense fallback={<Loading rows={10} />}>
              <FlowGraph flow={drawn} />
            </Suspense>
          </Panel>
          <Panel title={text.list}>
            <StepTable flow={drawn} />
          </Panel>
        </>
      )}
    </Asked>
  );
}
