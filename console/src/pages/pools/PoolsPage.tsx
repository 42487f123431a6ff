import { useState } from "react";
import { useAvailability } from "../../api/availability";
import { useNames } from "../../api/people";
import { usePools } from "../../api/queries";
import type { Pool, PoolMember } from "../../api/types";
import type { PageProps } from "../../app/Pages";
import { pathTo } from "../../app/location";
import { Dialog } from "../../ui/Dialog";
import { Link } from "../../ui/Link";
import { Badge, Figure, Page, Panel } from "../../ui/Parts";
import { useFew } from "../../ui/few";
import { useNarrow } from "../../ui/narrow";
import { ScrollTable } from "../../ui/ScrollTable";
import { SideList } from "../../ui/SideList";
import { Asked, Empty } from "../../ui/State";
import { Time } from "../../ui/Time";
import { words } from "../../words/en";
import { WeightForm } from "../availability/WeightForm";
import { Fairness } from "./Fairness";
import { Simulation } from "./Simulation";
import "./pools.css";

const text = words.pools;
const turn = 1_000_000_000;
const fewOnPhone = 6;

function Level({ level }: { level: number }) {
  const turns = level / turn;
  if (Math.abs(turns) < 0.05) return <span className="soft">{text.even}</span>;
  const shown = Math.abs(turns).toFixed(1);
  return <>{turns > 0 ? text.behindBy(shown) : text.aheadBy(shown)}</>;
}

function WeightOf({ person }: { person: string }) {
  return <Asked query={useAvailability(person)}>{(now) => <WeightForm now={now} />}</Asked>;
}

/** The weight, and for whoever may set it what sets it. */
function Weight({ member }: { member: PoolMember }) {
  const [open, setOpen] = useState(false);
  const name = member.name ?? member.id;
  if (!member.weight_open) return member.weight;
  return (
    <>
      <button type="button" className="button quiet" aria-label={words.weights.change(name, member.weight)} onClick={() => setOpen(true)}>
        {member.weight}
      </button>
      <Dialog title={words.weights.of(name)} open={open} onClose={() => setOpen(false)}>
        <WeightOf person={member.id} />
      </Dialog>
    </>
  );
}

function Member({ member, most }: { member: PoolMember; most: number }) {
  return (
    <tr>
      <td>
        <Link className="cell-link" to={pathTo("leads", null, null, { owner: member.id })}>{member.name ?? member.id}</Link>
      </td>
      <td data-label={text.available}>
        <Badge tone={member.available ? "good" : "plain"}>{member.available ? text.there : text.notThere(member.why ?? "")}</Badge>{" "}
        {member.away_until !== null && (
          <span className="soft nowrap">
            {text.until} <Time at={member.away_until} />
          </span>
        )}
      </td>
      <td className="number" data-label={text.weight}>
        <Weight member={member} />
      </td>
      <td data-label={text.countSoFar}>
        <div className="bar-cell">
          <span className="number">{member.turns.toLocaleString("en")}</span>
          {member.turns > 0 && <div className="bar" style={{ width: `${most === 0 ? 0 : (member.turns / most) * 72}px` }} />}
        </div>
      </td>
      <td data-label={text.behind}>
        <Level level={member.level_e9} />
      </td>
      <td className="number" data-label={text.open}>{member.open.toLocaleString("en")}</td>
    </tr>
  );
}

function Members({ pool }: { pool: Pool }) {
  const most = Math.max(0, ...pool.members.map((member) => member.turns));
  // Who is there stands first, since the others are folded away on a phone.
  const ordered = [...pool.members].sort((one, other) => Number(other.available) - Number(one.available));
  const [shown, more] = useFew(ordered, useNarrow() ? fewOnPhone : ordered.length);
  return (
    <Panel title={text.members} note={text.availableCount(pool.members.filter((member) => member.available).length, pool.members.length)}>
      <ScrollTable label={text.members} className="members" stacked heads={[text.person, text.available, { name: text.weight, number: true }, text.countSoFar, text.behind, { name: text.open, number: true }]}>
            {shown.map((member) => (
              <Member key={member.id} member={member} most={most} />
            ))}
      </ScrollTable>
      {more}
    </Panel>
  );
}

function Shown({ pool }: { pool: Pool }) {
  const nameOf = useNames();
  const turns = pool.turns.reduce((sum, one) => sum + one.turns, 0);
  return (
    <div>
      <div className="figures panel-gap">
        <Figure label={text.nextInTurn} value={<span className="figure-name">{pool.next_in_turn === null ? text.nobody : nameOf(pool.next_in_turn)}</span>} note={text.nextNote} />
        <Figure label={text.countSoFar} value={turns.toLocaleString("en")} />
        <Figure label={text.waiting} value={pool.waiting.toLocaleString("en")} />
        <Figure label={text.strategy} value={<span className="figure-name">{text.strategies[pool.strategy] ?? pool.strategy}</span>} note={pool.members_in_words} />
      </div>
      <Members key={pool.id} pool={pool} />
      <Simulation key={pool.id} pool={pool.id} />
      <Fairness pool={pool.id} />
    </div>
  );
}

export default function PoolsPage({ place }: PageProps) {
  const pools = usePools();
  return (
    <Page title={text.title}>
      <Asked query={pools} rows={10}>
        {(answer) => {
          const pool = answer.pools.find((one) => one.id === place.item) ?? answer.pools[0];
          if (pool === undefined) return <Empty title={text.none}>{text.noneNote}</Empty>;
          return (
            <div className="split">
              <SideList label={text.list}>
                <ul>
                  {answer.pools.map((one) => (
                    <li key={one.id}>
                      <Link to={pathTo("pools", one.id)} aria-current={one === pool ? "page" : undefined}>
                        {one.id}
                      </Link>
                    </li>
                  ))}
                </ul>
              </SideList>
              <Shown pool={pool} />
            </div>
          );
        }}
      </Asked>
    </Page>
  );
}
