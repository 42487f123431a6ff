// One person: whether they are there, their leave, and what changes it.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useReader } from "../../api/acting";
import { useAvailability, type Availability, type AvailabilityChanged, type Leave, type PersonNow } from "../../api/availability";
import { ApiProblem, api, post } from "../../api/client";
import { useNames } from "../../api/people";
import { useMay } from "../../api/rights";
import { Confirmed } from "../../ui/Confirmed";
import { NotGivenOn } from "../../ui/NotGivenOn";
import { Badge, Facts, Panel } from "../../ui/Parts";
import { ScrollTable } from "../../ui/ScrollTable";
import { Asked, Empty, sayProblem } from "../../ui/State";
import { Time } from "../../ui/Time";
import { words } from "../../words/en";
import { ChangeForm } from "./ChangeForm";
import { HoldingsPanel } from "./HoldingsPanel";
import { WeightForm } from "./WeightForm";

const text = words.availability;

export interface Change {
  verb: "leave" | "end-leave" | "pause" | "resume" | "delegate" | "deactivate" | "activate";
  body: Record<string, unknown>;
}

export function useChange(person: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ verb, body }: Change) => post<AvailabilityChanged>(`${api`/v1/people/${person}/`}${verb}`, body),
    onSuccess: (done) => (done.dry_run ? undefined : Promise.all(["availability", "pools", "people", "queues", "leads", "moves"].map((key) => queries.invalidateQueries({ queryKey: [key] })))),
  });
}

function Standing({ now }: { now: Availability }) {
  const nameOf = useNames();
  return (
    <Facts
      facts={[
        [text.now, <Badge key="now" tone={now.available ? "good" : "wait"}>{now.available ? text.there : text.notThere(now.why ?? text.away)}</Badge>],
        [text.until, now.away_until === null ? null : <Time key="until" at={now.away_until} clock />],
        [text.openLeads, now.open_leads.toLocaleString("en")],
        [text.delegate, now.delegate === null ? null : nameOf(now.delegate)],
        [text.standsInFor, now.stands_in_for.map(nameOf).join(", ")],
        [text.zone, now.zone],
        [text.hours, now.hours ?? text.always],
        [text.weight, now.weight],
      ]}
    />
  );
}

function Leaves({ leaves, zone, may, onEnd, busy }: { leaves: readonly Leave[]; zone: string; may: boolean; onEnd: (leave: Leave) => void; busy: boolean }) {
  if (leaves.length === 0) return <Empty title={text.noLeaves} />;
  // Whole days are days of the person, wherever who reads is.
  const theirs = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short", hourCycle: "h23", timeZone: zone === "" ? "UTC" : zone });
  return (
    <ScrollTable label={text.leaves} stacked heads={[text.from, text.to, text.then, ...(may ? [""] : [])]}>
      {leaves.map((leave) => (
        <tr key={leave.from}>
          <td data-label={text.from}>
            <time dateTime={leave.from}>{theirs.format(new Date(leave.from))}</time>
          </td>
          <td data-label={text.to}>
            <time dateTime={leave.to}>{theirs.format(new Date(leave.to))}</time>
          </td>
          <td data-label={text.then}>{text.thens[leave.then ?? "keep"]}</td>
          {may && (
            <td>
              <button type="button" className="button quiet" disabled={busy} aria-label={text.endLeaveOf(leave.from.slice(0, 10))} onClick={() => onEnd(leave)}>
                {text.endLeave}
              </button>
            </td>
          )}
        </tr>
      ))}
    </ScrollTable>
  );
}

function ForGood({ now, change }: { now: Availability; change: ReturnType<typeof useChange> }) {
  const [asking, setAsking] = useState(false);
  if (!now.active) {
    return (
      <button type="button" className="button" disabled={change.isPending} onClick={() => change.mutate({ verb: "activate", body: {} })}>
        {text.activate}
      </button>
    );
  }
  return (
    <>
      <button type="button" className="button danger" onClick={() => setAsking(true)}>
        {text.deactivate}
      </button>
      <Confirmed title={text.deactivate} open={asking} onClose={() => setAsking(false)} pending={change.isPending} error={change.error} danger onConfirm={() => change.mutate({ verb: "deactivate", body: {} }, { onSuccess: () => setAsking(false) })}>
        <p>{text.deactivateSure(now.name ?? now.person)}</p>
      </Confirmed>
    </>
  );
}

function Shown({ now }: { now: PersonNow }) {
  const reader = useReader();
  const [may, mayDeactivate, mayReassign, mayWeigh] = [useMay("availability.set"), useMay("people.deactivate"), useMay("holdings.reassign"), useMay("people.weight")];
  const change = useChange(now.person);
  const mine = reader.person === now.person;
  const quick = may && now.active && (
    <>
      {now.paused_until === null ? (
        <button type="button" className="button" disabled={change.isPending} onClick={() => change.mutate({ verb: "pause", body: { for: "2h" } })}>
          {text.pauseNow}
        </button>
      ) : (
        <button type="button" className="button" disabled={change.isPending} onClick={() => change.mutate({ verb: "resume", body: {} })}>
          {text.resume}
        </button>
      )}
    </>
  );
  const forGood = mayDeactivate && (!mine || reader.byToken) && <ForGood now={now} change={change} />;
  return (
    <>
      <Panel title={now.name ?? now.person} actions={<>{quick} {forGood}</>}>
        <Standing now={now} />
        <p role="status" className={change.isSuccess ? "panel-text soft" : "quiet-status"}>
          {change.isSuccess && (change.data.changed ? text.changed : text.unchanged)}
        </p>
        <p role="alert" className="panel-text bad-text" hidden={!change.isError}>
          {change.isError && sayProblem(change.error)}
        </p>
      </Panel>
      {now.not_given_on !== null && (
        <Panel title={text.notGivenOn}>
          <div className="panel-text waiting-text" role="status">
            <NotGivenOn waits={now.not_given_on} />
          </div>
        </Panel>
      )}
      <Panel title={text.leaves} note={(mine ? text.leavesNoteMine : text.leavesNote)(now.zone === "" ? "UTC" : now.zone)}>
        <Leaves zone={now.zone} leaves={now.leaves} may={may} busy={change.isPending} onEnd={(leave) => change.mutate({ verb: "end-leave", body: { from: leave.from, to: leave.to } })} />
      </Panel>
      {may && now.active && (
        <Panel title={mine ? text.changeMine : text.change}>
          <ChangeForm now={now} />
        </Panel>
      )}
      {mayWeigh && (
        <Panel title={words.weights.title}>
          <WeightForm now={now} className="panel-text fields narrow-form" />
        </Panel>
      )}
      {mayReassign && (!mine || reader.byToken) && <HoldingsPanel person={now.person} name={now.name ?? now.person} />}
    </>
  );
}

export function PersonAvailability({ person }: { person: string }) {
  const now = useAvailability(person);
  const missing = now.error instanceof ApiProblem && (now.error.status === 404 || now.error.status === 403);
  if (missing && now.data === undefined) return <Empty title={text.noneHere}>{sayProblem(now.error)}</Empty>;
  return (
    <Asked query={now} rows={8}>
      {(found) => <Shown now={found} />}
    </Asked>
  );
}
