// Who would get the next turns of a pool, without anybody getting any.
import { useMutation } from "@tanstack/react-query";
import { api, get } from "../../api/client";
import { useNames } from "../../api/people";
import { Badge, Panel } from "../../ui/Parts";
import { ScrollTable } from "../../ui/ScrollTable";
import { useFew } from "../../ui/few";
import { Failed } from "../../ui/State";
import { words } from "../../words/en";

const text = words.simulation;
const nextTurns = 50;
// Enough to see whose turns they are; the sum above is of all.
const few = 15;
const turn = 1e9;

interface Passed {
  owner: string;
  why: string;
}

interface Simulated {
  turns: { owner: string; name: string | null; pool: string; reason: string; level_e9: number; passed_over: Passed[] }[];
  people: { id: string; name: string | null; turns: number }[];
  stopped: string | null;
  passed_over: Passed[];
}

function why(level: number): string {
  const turns = level / turn;
  if (Math.abs(turns) < 0.05) return text.even;
  return turns > 0 ? text.behind(turns.toFixed(1)) : text.ahead((-turns).toFixed(1));
}

// Two are named; more are counted, with their names in the tooltip.
const named = 2;

/** Who was passed over, by reason: half of a pool may be at home. */
function PassedOver({ passed }: { passed: readonly Passed[] }) {
  const nameOf = useNames();
  const reasons = [...new Set(passed.map((one) => one.why))];
  return reasons.map((reason, at) => {
    const names = passed.filter((one) => one.why === reason).map((one) => nameOf(one.owner));
    return (
      <span key={reason} title={names.join(", ")}>
        {at > 0 && "; "}
        {names.length <= named ? names.join(", ") : text.several(names.length)}: {reason}
      </span>
    );
  });
}

function Turns({ found, pool }: { found: Simulated; pool: string }) {
  const [shown, more] = useFew(found.turns, few);
  return (
    <>
      <p className="panel-text">
        {text.sum}: {[...found.people].sort((a, b) => b.turns - a.turns).map((one) => (
          <Badge key={one.id}>{`${one.name ?? one.id} ${one.turns}`}</Badge>
        ))}
      </p>
      {found.stopped !== null && (
        <p className="panel-text" role="status">
          {text.stopped(found.turns.length)} <PassedOver passed={found.passed_over} />
        </p>
      )}
      <ScrollTable label={text.title} className="lines" stacked heads={[{ name: text.number, number: true }, text.owner, text.why, text.passed]}>
            {shown.map((one, at) => (
              <tr key={at}>
                <td className="number">{at + 1}</td>
                <td className="turn-owner">{one.name ?? one.owner}</td>
                <td>
                  {why(one.level_e9)} {one.pool !== pool && <span className="soft">{text.by(one.pool)}</span>}
                </td>
                <td className="soft" data-label={text.passed}>
                  <PassedOver passed={one.passed_over} />
                </td>
              </tr>
            ))}
      </ScrollTable>
      {more}
    </>
  );
}

export function Simulation({ pool }: { pool: string }) {
  const run = useMutation({ mutationFn: () => get<Simulated>(`${api`/v1/pools/${pool}/simulation`}?next=${nextTurns}`) });
  return (
    <Panel
      title={text.title}
      note={text.note}
      actions={
        <button type="button" className="button" disabled={run.isPending} onClick={() => run.mutate()}>
          {run.data === undefined ? text.run(nextTurns) : text.again}
        </button>
      }
    >
      {run.isPending && <p className="panel-text soft">{text.running}</p>}
      {run.isError && <Failed error={run.error} />}
      {run.data !== undefined && <Turns found={run.data} pool={pool} />}
    </Panel>
  );
}
