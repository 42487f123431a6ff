import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, post } from "../../api/client";
import { useAgentHealth, useAgents } from "../../api/queries";
import { useMay } from "../../api/rights";
import type { AgentHealth, AgentSpec } from "../../api/types";
import { Dialog } from "../../ui/Dialog";
import { Badge, Page, Panel } from "../../ui/Parts";
import { ScrollTable } from "../../ui/ScrollTable";
import { Asked, Empty, sayProblem } from "../../ui/State";
import { words } from "../../words/en";
import { spaced } from "../../words/en.codes";

const text = words.agents;
const tones: Record<string, string> = { active: "good", canary: "wait", shadow: "wait", deprecated: "wait" };
const breakerTones = { closed: "good", open: "bad", half_open: "wait" } as const;

interface Change {
  agent: AgentSpec;
  state: "draft" | "active";
}

/** A stopped agent is a draft again: no lead is given to it, and it can be started. */
function useStateChange() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ agent, state }: Change) => post(api`/v1/agents/${agent.id}/state`, { state, version: agent.version }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["agents"] }),
  });
}

function Row({ agent, health, onAsk, may }: { agent: AgentSpec; health: AgentHealth | undefined; onAsk: (change: Change) => void; may: boolean }) {
  const works = agent.lifecycle !== "draft" && agent.lifecycle !== "retired";
  // Agents inside the program are not called over a line, so nothing is counted of them.
  const outside = agent.kind === "local" ? undefined : health;
  return (
    <tr>
      <td>
        <strong>{agent.id}</strong> <span className="soft">{agent.version}</span>
      </td>
      <td data-label={text.kind}>{text.kinds[agent.kind] ?? agent.kind}</td>
      <td data-label={text.does}>{spaced(agent.capabilities.join(", "))}</td>
      <td data-label={text.state}>
        <Badge tone={tones[agent.lifecycle] ?? "plain"}>{agent.lifecycle === "canary" ? text.trialOn(agent.canary_percent) : (text.states[agent.lifecycle] ?? agent.lifecycle)}</Badge>
      </td>
      <td data-label={text.health}>{outside !== undefined && works ? <Badge tone={breakerTones[outside.breaker]}>{text.breakers[outside.breaker]}</Badge> : <span className="soft">{agent.kind === "local" && text.inside}</span>}</td>
      <td className="number" data-label={text.running}>{outside?.running ?? words.state.none}</td>
      <td className="number" data-label={text.today}>{outside?.calls_today.toLocaleString("en") ?? words.state.none}</td>
      <td className="act">
        {may && agent.lifecycle !== "retired" && (
          <button type="button" className="button" aria-label={`${works ? text.stop : text.start} ${agent.id}`} onClick={() => onAsk({ agent, state: works ? "draft" : "active" })}>
            {works ? text.stop : text.start}
          </button>
        )}
      </td>
    </tr>
  );
}

const heads = [text.name, text.kind, text.does, text.state, text.health, { name: text.running, number: true }, { name: text.today, number: true }, ""];

function Registry({ agents }: { agents: AgentSpec[] }) {
  const may = useMay("agents.write");
  const health = useAgentHealth();
  const change = useStateChange();
  const [wanted, setWanted] = useState("");
  const [asking, setAsking] = useState<Change | null>(null);
  const ask = (next: Change) => (next.state === "draft" ? setAsking(next) : change.mutate(next));
  const shown = agents.filter((agent) => `${agent.id} ${agent.capabilities.join(" ")}`.includes(wanted.trim().toLowerCase().replaceAll(" ", "_")));
  const done = change.isSuccess ? (change.variables.state === "draft" ? text.stopped : text.started)(change.variables.agent.id) : "";
  return (
    <Panel title={text.registry} note={text.note} actions={<input type="search" aria-label={text.filter} placeholder={text.filter} value={wanted} onChange={(event) => setWanted(event.target.value)} />}>
      <p role="status" className={done === "" ? "quiet-status" : "panel-text"}>
        {done}
      </p>
      <p role="alert" className={change.isError ? "panel-text bad-text" : "quiet-status"}>
        {change.isError && sayProblem(change.error)}
      </p>
      {shown.length === 0 ? (
        <Empty title={text.none} />
      ) : (
        <ScrollTable label={text.registry} stacked heads={heads}>
              {shown.map((agent) => (
                <Row key={`${agent.id}@${agent.version}`} agent={agent} may={may} onAsk={ask} health={health.data?.find((one) => one.id === agent.id && one.version === agent.version)} />
              ))}
        </ScrollTable>
      )}
      <Dialog title={asking === null ? "" : text.stopSure(asking.agent.id)} open={asking !== null} onClose={() => setAsking(null)}>
        <div className="fields">
          <p>{text.stopNote}</p>
          <button
            type="button"
            className="button danger"
            onClick={() => {
              if (asking !== null) change.mutate(asking);
              setAsking(null);
            }}
          >
            {text.stop}
          </button>
        </div>
      </Dialog>
    </Panel>
  );
}

export default function AgentsPage() {
  const agents = useAgents();
  return (
    <Page title={text.title}>
      <Asked query={agents} rows={12}>
        {(all) => <Registry agents={all} />}
      </Asked>
    </Page>
  );
}
