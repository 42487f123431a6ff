// A policy's flow as a picture: guards and rules in order on the left, where they send leads on the
// right. The same facts stand beside it as text, so the picture itself is for the eye alone.
import { Background, Controls, Handle, Position, ReactFlow, type Edge, type Node, type NodeProps } from "@xyflow/react";
import "@xyflow/react/dist/style.css";
import { useMemo } from "react";
import type { Flow } from "../api/types";
import { words } from "../words/en";
import "./flow.css";

export interface LitPath {
  /** Steps that were passed on the way, and the one that decided. */
  passed: readonly string[];
  decided: string | null;
  target: string | null;
}

interface BoxFields extends Record<string, unknown> {
  title: string;
  note: string;
  kind: string;
  count: number | null;
  light: "lit" | "passed" | "dim" | "plain";
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
      <div className="flow-note">{data.note}</div>
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </div>
  );
}

const nodeTypes = { box: Box };
const pitch = 74;
const targetX = 560;

function lightOf(name: string, lit: LitPath | undefined, chosen: string | null): BoxFields["light"] {
  if (lit === undefined) return "plain";
  if (name === chosen) return "lit";
  return lit.passed.includes(name) ? "passed" : "dim";
}

function nodesOf(flow: Flow, lit: LitPath | undefined): BoxNode[] {
  const box = (id: string, x: number, y: number, data: BoxFields): BoxNode => ({ id, type: "box", position: { x, y }, data, draggable: false, selectable: false, focusable: false });
  const offset = Math.max(0, ((flow.steps.length - flow.targets.length) * pitch) / 2);
  return [
    ...flow.steps.map((step, at) => box(`s${at}`, 0, at * pitch, { title: step.name, note: step.words, kind: step.kind, count: lit === undefined ? step.count : null, light: lightOf(step.name, lit, lit?.decided ?? null) })),
    ...flow.targets.map((target, at) => box(`t${at}`, targetX, offset + at * pitch, { title: target.name, note: target.words, kind: target.kind, count: null, light: lightOf(target.name, lit, lit?.target ?? null) })),
  ];
}

function edgesOf(flow: Flow, lit: LitPath | undefined): Edge[] {
  return flow.lines.map(([step, target]) => {
    const isLit = lit !== undefined && flow.steps[step]?.name === lit.decided && flow.targets[target]?.name === lit.target;
    return { id: `${step}-${target}`, source: `s${step}`, target: `t${target}`, className: isLit ? "lit" : lit === undefined ? "" : "dim", focusable: false, animated: false, zIndex: isLit ? 1 : 0 };
  });
}

export default function FlowGraph({ flow, lit }: { flow: Flow; lit?: LitPath }) {
  const nodes = useMemo(() => nodesOf(flow, lit), [flow, lit]);
  const edges = useMemo(() => edgesOf(flow, lit), [flow, lit]);
  const height = Math.min(640, Math.max(flow.steps.length, flow.targets.length) * pitch * 0.8 + 40);
  return (
    <div className="flow" style={{ height }} role="img" aria-label={words.flow.picture(flow.policy)}>
      <ReactFlow nodes={nodes} edges={edges} nodeTypes={nodeTypes} fitView fitViewOptions={{ padding: 0.04 }} minZoom={0.2} nodesConnectable={false} edgesFocusable={false} nodesFocusable={false} proOptions={{ hideAttribution: true }} preventScrolling={false} zoomOnScroll={false} panOnScroll={false}>
        <Background gap={24} />
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  );
}
