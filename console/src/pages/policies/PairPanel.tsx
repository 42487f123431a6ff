// Two versions beside each other: bars, and the same figures as a table under them.
import { lazy, Suspense } from "react";
import { Panel } from "../../ui/Parts";
import { ScrollTable } from "../../ui/ScrollTable";
import { Loading } from "../../ui/State";
import { words } from "../../words/en";
import type { Pair } from "./PairChart";
import { drawn } from "./pairs";

const PairChart = lazy(() => import("./PairChart"));
const shown = (figure: number, percent: boolean) => (percent ? `${figure.toFixed(1)} %` : figure.toLocaleString("en"));

interface Props {
  title: string;
  note?: string;
  /** What each line is of. */
  of: string;
  pairs: readonly Pair[];
  before: string;
  after: string;
  percent?: boolean;
}

export function PairPanel({ title, note, of, pairs, before, after, percent = false }: Props) {
  return (
    <Panel title={title} note={note}>
      <Suspense fallback={<Loading rows={7} />}>
        <PairChart pairs={drawn(pairs)} before={before} after={after} percent={percent} alt={words.policies.chartAlt(title, before, after)} />
      </Suspense>
      <details className="plot-table">
        <summary>{words.models.asTable}</summary>
        <ScrollTable label={title} heads={[of, { name: before, number: true }, { name: after, number: true }]}>
          {pairs.map((pair) => (
            <tr key={pair.name}>
              <td>{pair.name}</td>
              <td className="number">{shown(pair.before, percent)}</td>
              <td className="number">{shown(pair.after, percent)}</td>
            </tr>
          ))}
        </ScrollTable>
      </details>
    </Panel>
  );
}
