import type { Citation, RequestDetail } from "../../api/desk";
import { pathTo } from "../../app/location";
import { LeadLink } from "../../ui/Id";
import { Link } from "../../ui/Link";
import { Facts, Panel } from "../../ui/Parts";
import { SaidAction } from "../../ui/Said";
import { Time } from "../../ui/Time";
import { words } from "../../words/en";
import { sayCode } from "../../words/en.codes";
import { PriorityBadge, RequestStatusBadge } from "./badges";
import { CitationLink } from "./DetailList";
import { Marked } from "./Marked";
import { citationPart } from "./shown";

const text = words.request;

interface Props {
  request: RequestDetail;
  nameOf: (id: string) => string;
}

const moment = (at: string | null) => (at === null ? null : <Time at={at} />);

export function Metadata({ request, nameOf }: Props) {
  const person = (id: string | null) => (id === null ? null : nameOf(id));
  return (
    <Panel title={text.metadata}>
      <Facts
        facts={[
          [words.desk.id, request.request_id],
          [words.desk.requester, person(request.requester) ?? words.desk.erased],
          [words.desk.status, <RequestStatusBadge key="status" status={request.status} />],
          [words.desk.priority, <Marked key="priority" part="priority"><PriorityBadge priority={request.priority} /></Marked>],
          [words.desk.record, <Marked key="target" part="target">{request.target_record ?? words.state.none}</Marked>],
          [text.decision, request.decision],
          ...(request.status === "Escalated" ? [[words.desk.decides, person(request.current_owner) ?? words.desk.anyApprover] as const] : []),
          [text.created, moment(request.created_at)],
          [text.changed, moment(request.changed_at)],
          ...(request.closed_at === null ? [[text.reminder, moment(request.due_at)] as const] : [[text.closed, moment(request.closed_at)] as const]),
          ...(request.duplicate_of === null ? [] : [[text.duplicateOf, <Link key="of" to={pathTo("desk", request.duplicate_of)}>{request.duplicate_of}</Link>] as const]),
        ]}
      />
    </Panel>
  );
}

export function RecordNow({ request, nameOf }: Props) {
  const { record } = request;
  if (record === null) {
    return (
      <Panel title={text.record}>
        <p className="panel-text soft">{text.noRecord}</p>
      </Panel>
    );
  }
  const status = record.status in words.status ? words.status[record.status as keyof typeof words.status] : record.status;
  const marked = (part: string, value: string | null) => <Marked part={part}>{value === null || value === "" ? words.state.none : value}</Marked>;
  return (
    <Panel title={text.record}>
      <Facts
        facts={[
          [text.lead, <Marked key="lead" part="lead"><LeadLink id={record.lead_id} /></Marked>],
          [text.owner, <Marked key="owner" part="owner" say={nameOf}>{record.owner === null ? text.nobody : nameOf(record.owner)}</Marked>],
          [text.recordStatus, marked("recordStatus", status)],
          ...(record.queue === null ? [] : [[text.queue, marked("queue", record.queue)] as const]),
          [text.rule, marked("rule", [record.rule, record.row].filter((part) => part !== null).join(" · "))],
          [text.because, marked("because", record.reason === null ? null : sayCode("reasons", record.reason))],
          [text.version, record.policy_version === null ? null : <Link key="version" to={pathTo("policies", record.policy_version)}>{record.policy_version}</Link>],
        ]}
      />
    </Panel>
  );
}

/** What the latest search came upon, before anything was decided by it: the requester was asked something first. */
function foundSoFar(request: RequestDetail): readonly Citation[] {
  const searched = request.tool_outcomes.findLast(({ details }) => Array.isArray(details["citations"]));
  return (searched?.details["citations"] ?? []) as readonly Citation[];
}

export function Proposed({ request, nameOf }: Props) {
  const { proposal } = request;
  const decided = proposal?.citations ?? [];
  const found = decided.length > 0 || request.closed_at !== null ? [] : foundSoFar(request);
  const citations = decided.length > 0 ? decided : found;
  return (
    <>
      {request.status === "Escalated" && (
        <Panel title={text.proposal}>
          <Facts
            facts={[
              [text.proposed, <Marked key="who" part="proposed" say={nameOf}>{request.next_owner === null ? text.nobody : nameOf(request.next_owner)}</Marked>],
              [text.rule, <Marked key="rule" part="proposedBy">{[proposal?.rule, proposal?.row].filter((part) => part != null).join(" · ") || words.state.none}</Marked>],
            ]}
          />
        </Panel>
      )}
      <Panel title={text.citations} note={found.length > 0 ? text.foundSoFar : undefined}>
        {citations.length === 0 ? (
          <p className="panel-text soft">{text.noCitations}</p>
        ) : (
          <ul className="panel-text plain-list">
            {citations.map((citation) => (
              <li key={citationPart(citation)}>
                <Marked part={citationPart(citation)}>
                  <CitationLink citation={citation} />
                </Marked>
              </li>
            ))}
          </ul>
        )}
      </Panel>
    </>
  );
}

export function Resolution({ request, nameOf }: Props) {
  return (
    <Panel title={text.resolution}>
      {request.closed_at === null ? (
        <p className="panel-text soft">{text.notOver}</p>
      ) : (
        <Facts
          facts={[
            [text.decision, request.decision],
            ...(request.decision === "Approved" && request.next_owner !== null ? [[text.newOwner, nameOf(request.next_owner)] as const] : []),
            [text.closed, moment(request.closed_at)],
          ]}
        />
      )}
      <h3 className="panel-sub">{text.actions}</h3>
      {request.actions_taken.length === 0 ? (
        <p className="panel-text soft">{text.noActions}</p>
      ) : (
        <ol className="panel-text plain-list what-was-done">
          {request.actions_taken.map((action, at) => (
            <li key={at}>
              <SaidAction>{action}</SaidAction>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
