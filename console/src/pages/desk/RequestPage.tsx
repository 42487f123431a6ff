import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useReader } from "../../api/acting";
import { ApiProblem, api, post } from "../../api/client";
import { isOpen, useApprovals, useRequest, type RequestDetail } from "../../api/desk";
import { useNames } from "../../api/people";
import { useMay } from "../../api/rights";
import { pathTo } from "../../app/location";
import { Dialog } from "../../ui/Dialog";
import { Link } from "../../ui/Link";
import { Said } from "../../ui/Said";
import { Asked, Empty } from "../../ui/State";
import { words } from "../../words/en";
import { Attachments } from "./Attachments";
import { AuditEvents, ToolOutcomes } from "./AuditEvents";
import { RequestStatusBadge } from "./badges";
import { Conversation } from "./Conversation";
import { Deciding, type Ruling } from "./Deciding";
import { Marked, MarksContext } from "./Marked";
import { Metadata, Proposed, RecordNow, Resolution } from "./RequestFacts";
import { sayRefusal } from "./RequestForm";
import { useShown } from "./shown";

const text = words.request;

function Withdraw({ request }: { request: RequestDetail }) {
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const withdraw = useMutation({
    mutationFn: () => post(api`/v1/cases/${request.request_id}/cancel`, {}),
    onSuccess: () => setAsking(false),
    onSettled: () => queries.invalidateQueries({ queryKey: ["desk"] }),
  });
  return (
    <>
      <button type="button" className="button" onClick={() => setAsking(true)}>
        {text.withdraw}
      </button>
      <Dialog title={text.withdraw} open={asking} onClose={() => setAsking(false)}>
        <div className="fields">
          <p>{text.withdrawSure}</p>
          <p role="alert" className="bad-text">
            {withdraw.isError && sayRefusal(withdraw.error)}
          </p>
          <button type="button" className="button danger" disabled={withdraw.isPending} onClick={() => withdraw.mutate()}>
            {text.withdraw}
          </button>
        </div>
      </Dialog>
    </>
  );
}

function Standing({ request, isRequester }: { request: RequestDetail; isRequester: boolean }) {
  return (
    <div className="standing">
      <RequestStatusBadge status={request.status} /> <span>
        <Said>{request.next_step}</Said>
      </span>
      {request.rationale !== null && (
        <p className="told standing-why">
          <Marked part="reason">
            <Said>{request.rationale}</Said>
          </Marked>
        </p>
      )}
      {isRequester && isOpen(request) && (
        <div className="actions">
          <Withdraw request={request} />
        </div>
      )}
    </div>
  );
}

function WhatWasAsked({ request }: { request: RequestDetail }) {
  return (
    <section className="panel" aria-label={text.asked}>
      <dl className="asked">
        <dt>{text.asked}</dt>
        <dd className="told">
          <Marked part="summary">{request.summary ?? words.desk.erased}</Marked>
        </dd>
        <dt>{text.why}</dt>
        <dd className="told">
          <Marked part="justification">{request.business_justification ?? words.desk.erased}</Marked>
        </dd>
      </dl>
    </section>
  );
}

/** One request, everything that a decision is about before the decision: who reads it may do what the server lets them, and no other button is there. */
function Detail({ request, decides }: { request: RequestDetail; decides: boolean }) {
  const { person } = useReader();
  const nameOf = useNames();
  const mayOpen = useMay("cases.open");
  const [ruled, setRuled] = useState<Ruling | null>(null);
  const shown = useShown(request, decides ? person : null);
  const isRequester = mayOpen && person !== null && person === request.requester;
  return (
    <MarksContext value={shown.marks}>
      {ruled !== null && (
        <p className="panel panel-text" role="status">
          {words.approvals.decided[ruled]}
        </p>
      )}
      <Standing request={request} isRequester={isRequester} />
      <div className="request-columns">
        <div>
          <WhatWasAsked request={request} />
          <Conversation request={request} isRequester={isRequester} decides={decides} nameOf={nameOf} />
        </div>
        <aside aria-label={text.metadata}>
          <Metadata request={request} nameOf={nameOf} />
          <Proposed request={request} nameOf={nameOf} />
          <RecordNow request={request} nameOf={nameOf} />
          <Attachments request={request} />
        </aside>
        <div>
          {decides && <Deciding request={request} shown={shown} onDone={setRuled} />}
          <Resolution request={request} nameOf={nameOf} />
          <ToolOutcomes request={request} nameOf={nameOf} />
          <AuditEvents id={request.request_id} nameOf={nameOf} />
        </div>
      </div>
    </MarksContext>
  );
}

export function RequestPage({ id }: { id: string }) {
  const { person } = useReader();
  const mayDecide = useMay("cases.decide");
  const request = useRequest(id);
  const approvals = useApprovals(mayDecide && person !== null);
  if (request.error instanceof ApiProblem && (request.error.status === 404 || request.error.status === 403)) {
    return (
      <Empty title={words.desk.missing}>
        {words.desk.missingNote} <Link to={pathTo("desk")}>{words.desk.toList}</Link>
      </Empty>
    );
  }
  const decides = approvals.data?.items.some((one) => one.request_id === id) ?? false;
  const ready = !mayDecide || person === null || !approvals.isPending;
  return <Asked query={ready ? request : { ...request, data: undefined }} rows={10}>{(found) => <Detail key={person} request={found} decides={decides && found.status === "Escalated"} />}</Asked>;
}
