import { lazy, Suspense } from "react";
import { useNames } from "../../api/people";
import { useFlow } from "../../api/queries";
import type { Flow } from "../../api/types";
import { Panel } from "../../ui/Parts";
import { listed, pictureHeight, titleOf } from "../../ui/flowParts";
import { useNarrow } from "../../ui/narrow";
import { ScrollTable } from "../../ui/ScrollTable";
import { Asked, Loading } from "../../ui/State";
import { words } from "../../words/en";

const text = words.flow;
const FlowGraph = lazy(() => import("../../ui/FlowGraph"));

function StepTable({ flow }: { flow: Flow }) {
  const nameOf = useNames();
  const targets = (step: number) => listed(flow.lines.filter(([from]) => from === step).map(([, to]) => nameOf(flow.targets[to]?.name ?? "")));
  return (
    <ScrollTable label={text.list} heads={[text.step, text.does, text.to, { name: text.leads, number: true }]}>
          {flow.steps.map((step, at) => (
            <tr key={at}>
              <td className="nowrap">{titleOf(step.name, (id) => id)}</td>
              <td className="prose-cell">{step.words}</td>
              <td className="target-cell">{targets(at)}</td>
              <td className="number">{step.count?.toLocaleString("en") ?? "–"}</td>
            </tr>
          ))}
    </ScrollTable>
  );
}

/** As high as what comes, so that the table below stays where it is. */
function Waiting({ flow }: { flow: Flow }) {
  const narrow = useNarrow();
  return (
    <div className="panel-text" style={narrow ? undefined : { height: pictureHeight(flow) }}>
      <Loading rows={10} />
    </div>
  );
}

/** The policy as a picture with live counts, and the same as a table. */
export function FlowTab({ version }: { version: string }) {
  const flow = useFlow(version);
  return (
    <Asked query={flow} rows={12}>
      {(drawn) => (
        <>
          <Panel title={drawn.policy} note={drawn.decisions === null ? undefined : text.counted(drawn.decisions.toLocaleString("en"))}>
            <Suspense fallback={<Waiting flow={drawn} />}>
              <FlowGraph flow={drawn} />
            </Suspense>
          </Panel>
          {/* On a phone the picture is a list that says all of it. */}
          <div className="wide-only">
            <Panel title={text.list}>
              <StepTable flow={drawn} />
            </Panel>
          </div>
        </>
      )}
    </Asked>
  );
}
