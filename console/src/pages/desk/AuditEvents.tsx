import { useRequestAudit, type AuditEntry, type Details, type RequestDetail } from "../../api/desk";
import { Badge, Panel } from "../../ui/Parts";
import { Asked } from "../../ui/State";
import { Time } from "../../ui/Time";
import { words } from "../../words/en";
import { sayCode } from "../../words/en.codes";
import { DetailList } from "./DetailList";

const text = words.request;
const tones: Partial<Record<AuditEntry["event_type"], string>> = { Escalation: "wait", Decision: "good", Approval: "good", Rejection: "bad" };

const textOf = (value: Details[string] | undefined) => (typeof value === "string" ? value : "");

interface Naming {
  nameOf: (id: string) => string;
}

export function AuditEvents({ id, nameOf }: { id: string } & Naming) {
  const audit = useRequestAudit(id);
  return (
    <Panel title={text.audit} note={audit.data === undefined ? undefined : text.auditNote(audit.data.items.length.toLocaleString("en"))}>
      <Asked query={audit}>
        {({ items }) => (
          <ol className="audit-events" aria-label={text.auditTable}>
            {items.map((entry) => (
              <li key={entry.event_id}>
                <div className="said-head">
                  <Badge tone={tones[entry.event_type] ?? "plain"}>{entry.event_type}</Badge>
                  <span>{entry.actor_kind === "agent" ? text.actors.agent : nameOf(entry.actor)}</span>
                  <span className="soft mono">{entry.event_id}</span>
                  <span className="soft">
                    <Time at={entry.created_at} clock />
                  </span>
                </div>
                <DetailList details={entry.details} nameOf={nameOf} />
              </li>
            ))}
          </ol>
        )}
      </Asked>
    </Panel>
  );
}

export function ToolOutcomes({ request, nameOf }: { request: RequestDetail } & Naming) {
  return (
    <Panel title={text.tools}>
      {request.tool_outcomes.length === 0 ? (
        <p className="panel-text soft">{text.noTools}</p>
      ) : (
        <ol className="audit-events">
          {request.tool_outcomes.map(({ event_id, details, created_at }) => (
            <li key={event_id}>
              <div className="said-head">
                <strong title={textOf(details["tool"])}>{sayCode("tools", textOf(details["tool"]))}</strong>
                <Badge tone={details["outcome"] === "not_found" || details["outcome"] === "failed" ? "wait" : "good"}>{sayCode("outcomes", textOf(details["outcome"]))}</Badge>
                <span className="soft">
                  <Time at={created_at} clock />
                </span>
              </div>
              <DetailList details={details} nameOf={nameOf} without={["tool", "outcome"]} />
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
