// A policy's flow as a picture: guards and rules in order on the left, where they send leads on the
// right. The same facts stand beside it as text, so the picture itself is for the eye alone.
import { Background, Controls, Handle, Position, ReactFlow, type Edge, type Node, type NodeProps, type ReactFlowInstance } from "@xyflow/react";
import "@xyflow/react/dist/style.css";
import { useMemo, useRef, useState } from "react";
import { useNames } from "../api/people";
import type { Flow } from "../api/types";
import { words } from "../words/en";
import { FlowList } from "./FlowList";
import { useNarrow } from "./narrow";
import { lightOf, margin, pictureHeight, pitch, titleOf, type Light, type LitPath } from "./flowParts";
import "./flow.css";

interface BoxFields extends Record<string, unknown> {
  title: string;
  note: string;
  kind: string;
  count: number | null;
  light: Light;
}
type BoxNode = Node<BoxFields, "box">;

function Box({ data }: NodeProps<BoxNode>) {
  return (
    <div className={`flow-box ${data.kind} ${data.light}`}>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <div className="flow-title">
        <span>{data.title}</span>
        {data.count !== null && <span className="flow-count">{data.count.toLocaleString("en")}</span>}
      </div>
      <div className="flow-note" title={data.note}>
        {data.note}
      </div>
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </div>
  );
}

const nodeTypes = { box: Box };
// As flow.css sets it for `.flow-box`.
const boxWidth = 300;
const targetX = boxWidth + 90;
const width = targetX + boxWidth;

function nodesOf(flow: Flow, lit: LitPath | undefined, nameOf: (id: string) => string): BoxNode[] {
  const box = (id: string, x: number, y: number, data: BoxFields): BoxNode => ({ id, type: "box", position: { x, y }, data, draggable: false, selectable: false, focusable: false });
  return [
    ...flow.steps.map((step, at) => box(`s${at}`, 0, at * pitch, { title: titleOf(step.name, nameOf), note: step.words, kind: step.kind, count: lit === undefined ? step.count : null, light: lightOf(step.name, lit, lit?.decided ?? null) })),
    ...flow.targets.map((target, at) => box(`t${at}`, targetX, at * pitch, { title: titleOf(target.name, nameOf), note: target.words, kind: target.kind, count: null, light: lightOf(target.name, lit, lit?.target ?? null) })),
  ];
}

function edgesOf(flow: Flow, lit: LitPath | undefined): Edge[] {
  return flow.lines.map(([step, target]) => {
    const isLit = lit !== undefined && flow.steps[step]?.name === lit.decided && flow.targets[target]?.name === lit.target;
    return { id: `${step}-${target}`, source: `s${step}`, target: `t${target}`, className: isLit ? "lit" : lit === undefined ? "" : "dim", focusable: false, animated: false, zIndex: isLit ? 1 : 0 };
  });
}

// A table leads to many people; on one lead's way only the one who got it matters.
const fan = 3;

function withoutFans(flow: Flow, lit: LitPath): Flow {
  const kept = flow.targets.map((target, at) => target.name === lit.target || flow.lines.some(([step, to]) => to === at && flow.lines.filter(([from]) => from === step).length <= fan));
  const places = kept.map((keep, at) => (keep ? kept.slice(0, at).filter(Boolean).length : -1));
  return {
    ...flow,
    targets: flow.targets.filter((_, at) => kept[at]),
    lines: flow.lines.map(([step, to]): [number, number] => [step, places[to] ?? -1]).filter(([, to]) => to >= 0),
  };
}

/** On a phone two columns of boxes have no room to be read. */
export default function FlowGraph({ flow, lit }: { flow: Flow; lit?: LitPath }) {
  return useNarrow() ? <FlowList flow={flow} lit={lit} /> : <Picture flow={flow} lit={lit} />;
}

function Picture({ flow, lit }: { flow: Flow; lit: LitPath | undefined }) {
  const shown = useMemo(() => (lit === undefined ? flow : withoutFans(flow, lit)), [flow, lit]);
  const nameOf = useNames();
  const nodes = nodesOf(shown, lit, nameOf);
  const edges = useMemo(() => edgesOf(shown, lit), [shown, lit]);
  const place = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(pictureHeight(shown));
  // As wide as there is room, so that words can be read; never larger than written.
  const fit = (instance: ReactFlowInstance<BoxNode>) => {
    const zoom = Math.min(1, ((place.current?.clientWidth ?? width) - 2 * margin) / width);
    setHeight(pictureHeight(shown, zoom));
    void instance.setViewport({ x: margin, y: margin, zoom });
  };
  return (
    <div ref={place} className="flow" style={{ height }} role="group" aria-label={words.flow.picture(flow.policy)}>
      <ReactFlow nodes={nodes} edges={edges} nodeTypes={nodeTypes} onInit={fit} minZoom={0.2} maxZoom={1.5} nodesConnectable={false} edgesFocusable={false} nodesFocusable={false} proOptions={{ hideAttribution: true }} preventScrolling={false} zoomOnScroll={false} panOnScroll={false}>
        <Background gap={24} />
        <Controls showInteractive={false} position="bottom-center" />
      </ReactFlow>
    </div>
  );
}
