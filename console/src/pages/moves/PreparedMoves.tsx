import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useReader } from "../../api/acting";
import { api, post } from "../../api/client";
import { useMoves, type MoveProgress, type MoveState, type PlannedMoves } from "../../api/moves";
import { useNames } from "../../api/people";
import { useMay } from "../../api/rights";
import { Dialog } from "../../ui/Dialog";
import { Badge, Panel } from "../../ui/Parts";
import { Asked, Empty, sayProblem } from "../../ui/State";
import { Time, shortTime } from "../../ui/Time";
import { words } from "../../words/en";

const text = words.moves;
const tones: Record<MoveState, string> = { planned: "wait", waits_for_approval: "wait", under_way: "wait", done: "good", undone: "plain" };
const count = (number: number) => number.toLocaleString("en");
// A server's clock and a browser's differ; asked too early it only answers when to come again.
const leastWait = 500;

/** Goes on for as long as the page is open and the pace allows; where it stops, it can be gone on with. */
function useCarryingOut(id: string) {
  const queries = useQueryClient();
  const [running, setRunning] = useState(false);
  const step = useMutation({
    mutationFn: () => post<MoveProgress>(api`/v1/moves/${id}/continue`, {}),
    onError: () => setRunning(false),
    onSuccess: (progress) => {
      if (progress.done) setRunning(false);
    },
    onSettled: () => Promise.all([queries.invalidateQueries({ queryKey: ["moves"], exact: true }), queries.invalidateQueries({ queryKey: ["leads"] }), queries.invalidateQueries({ queryKey: ["lead"] })]),
  });
  const { mutate, data, isPending } = step;
  useEffect(() => {
    if (!running || isPending || data === undefined || data.done) return;
    const wait = data.next_at === null ? 0 : Math.max(leastWait, Date.parse(data.next_at) - Date.now());
    const timer = setTimeout(() => mutate(), wait);
    return () => clearTimeout(timer);
  }, [running, isPending, data, mutate]);
  return {
    running,
    nextAt: running ? (data?.next_at ?? null) : null,
    error: step.error,
    start: () => {
      setRunning(true);
      mutate();
    },
    stop: () => setRunning(false),
  };
}

/** `by` where the server does not know from the sign-in who acts. */
function useBy(): Record<string, string> {
  const { person, byToken } = useReader();
  return byToken && person !== null ? { by: person } : {};
}

function Undo({ moves }: { moves: PlannedMoves }) {
  const queries = useQueryClient();
  const by = useBy();
  const [asking, setAsking] = useState(false);
  const undo = useMutation({
    mutationFn: () => post<MoveProgress>(api`/v1/moves/${moves.id}/undo`, by),
    onSuccess: () => setAsking(false),
    onSettled: () => queries.invalidateQueries({ queryKey: ["moves"] }),
  });
  return (
    <>
      <button type="button" className="button" onClick={() => setAsking(true)}>
        {text.undo}
      </button>
      <Dialog title={text.undo} open={asking} onClose={() => setAsking(false)}>
        <div className="fields">
          <p>{text.undoSure}</p>
          <p role="alert" className="bad-text">
            {undo.isError && sayProblem(undo.error)}
          </p>
          <button type="button" className="button primary" disabled={undo.isPending} onClick={() => undo.mutate()}>
            {text.undo}
          </button>
        </div>
      </Dialog>
    </>
  );
}

function Approve({ moves }: { moves: PlannedMoves }) {
  const queries = useQueryClient();
  const by = useBy();
  const approve = useMutation({
    mutationFn: () => post(api`/v1/moves/${moves.id}/approve`, by),
    onSettled: () => queries.invalidateQueries({ queryKey: ["moves"] }),
  });
  return (
    <>
      <button type="button" className="button" disabled={approve.isPending} onClick={() => approve.mutate()}>
        {text.approveThis}
      </button>
      <span role="alert" className="bad-text">
        {approve.isError && sayProblem(approve.error)}
      </span>
    </>
  );
}

function Actions({ moves }: { moves: PlannedMoves }) {
  const [mayMove, mayApprove] = [useMay("leads.reassign_many"), useMay("moves.approve")];
  const work = useCarryingOut(moves.id);
  const goesOn = moves.state === "planned" || moves.state === "under_way";
  return (
    <div className="actions">
      {mayApprove && moves.state === "waits_for_approval" && <Approve moves={moves} />}
      {mayMove && goesOn && !work.running && (
        <button type="button" className="button primary" onClick={work.start}>
          {moves.handled === 0 ? text.carryOut : text.goOn}
        </button>
      )}
      {work.running && (
        <>
          <span role="status" className="soft">
            {work.nextAt === null ? text.moving : `${text.pauses} ${shortTime(work.nextAt)}`}
          </span>
          <button type="button" className="button" onClick={work.stop}>
            {text.stop}
          </button>
        </>
      )}
      {mayMove && moves.kind !== "undo" && moves.moved > 0 && moves.undone_by === null && !work.running && <Undo moves={moves} />}
      <span role="alert" className="bad-text">
        {work.error !== null && sayProblem(work.error)}
      </span>
    </div>
  );
}

function Row({ moves, nameOf }: { moves: PlannedMoves; nameOf: (id: string) => string }) {
  const about = moves.of ?? moves.version;
  return (
    <li data-kind={moves.kind}>
      <div className="moves-head">
        <strong>{text.kinds[moves.kind]}</strong>
        <Badge tone={tones[moves.state]}>{text.states[moves.state]}</Badge>
        {about !== null && <span className="soft mono">{text.of(about)}</span>}
        <span className="soft">
          <Time at={moves.planned_at} /> {moves.by !== null && text.madeBy(nameOf(moves.by))}
          {moves.approved_by !== null && `, ${text.approvedBy(nameOf(moves.approved_by))}`}
          {moves.effective !== null && `, ${text.notBefore} ${shortTime(moves.effective)}`}
        </span>
      </div>
      <progress max={moves.count} value={moves.handled} aria-label={text.progressOf(moves.id)} />
      <p>{text.progress(count(moves.handled), count(moves.count), count(moves.moved), count(moves.left_out))}</p>
      <p className="soft mono moves-id">{moves.id}</p>
      <Actions moves={moves} />
    </li>
  );
}

export function PreparedMoves() {
  const moves = useMoves();
  const nameOf = useNames();
  return (
    <Panel title={text.all}>
      <Asked query={moves} rows={3}>
        {({ moves: all }) =>
          all.length === 0 ? (
            <Empty title={text.none} />
          ) : (
            <ol className="moves-list">
              {all.toReversed().map((one) => (
                <Row key={one.id} moves={one} nameOf={nameOf} />
              ))}
            </ol>
          )
        }
      </Asked>
    </Panel>
  );
}
