// Whether leads are still those that a score learned from, and how it treats groups of them.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, post } from "../../api/client";
import { useDrift, useFairness, type Drift, type GroupFigures, type WatchReport } from "../../api/models";
import { useMay } from "../../api/rights";
import { Confirmed } from "../../ui/Confirmed";
import { Badge, Panel } from "../../ui/Parts";
import { ScrollTable } from "../../ui/ScrollTable";
import { Asked, Empty } from "../../ui/State";
import { Time, shortTime } from "../../ui/Time";
import { words } from "../../words/en";
import { spaced } from "../../words/en.codes";
import { LinePlot } from "./plots";

const text = words.models;
const count = (number: number) => number.toLocaleString("en");
const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
const number = (name: string) => ({ name, number: true });
const tones = { steady: "good", watch: "wait", act: "bad" } as const;
// As insight/score/drift.h has them.
const borders = [
  { at: 0.1, text: text.watchLine, tone: "wait" },
  { at: 0.25, text: text.actLine, tone: "bad" },
] as const;

/** Looks through the leads since; what is new is an event. */
function Watch({ agent, onDone }: { agent: string; onDone: (report: WatchReport) => void }) {
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [anew, setAnew] = useState(false);
  const watch = useMutation({
    mutationFn: () => post<WatchReport>(api`/v1/models/${agent}/watch`, { recalibrate: anew }),
    onSuccess: (report) => {
      setAsking(false);
      onDone(report);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["models"] }),
  });
  return (
    <>
      <button type="button" className="button" onClick={() => setAsking(true)}>
        {text.watch}
      </button>
      <Confirmed title={text.watch} open={asking} onClose={() => setAsking(false)} pending={watch.isPending} error={watch.error} onConfirm={() => watch.mutate()}>
        <p>{text.watchSure}</p>
        <label className="check">
          <input type="checkbox" checked={anew} onChange={(event) => setAnew(event.target.checked)} />
          {text.watchRecalibrate}
        </label>
        {watch.isPending && <p role="status">{text.watching}</p>}
      </Confirmed>
    </>
  );
}

function OverTime({ points }: { points: Drift["over_time"] }) {
  const last = points.at(-1);
  return (
    <Panel title={text.overTime} note={text.overTimeNote}>
      {last === undefined ? (
        <Empty title={text.overTimeNone} />
      ) : (
        <>
          <LinePlot values={points.map((point) => point.psi)} borders={borders} names={[shortTime(points[0]?.until ?? last.until), shortTime(last.until)]} nameX="" nameY={text.psi} alt={text.overTimeAlt(points.length, last.psi.toFixed(3))} />
          <details className="plot-table">
            <summary>{text.asTable}</summary>
            <ScrollTable label={text.overTime} heads={[text.until, number(text.leads), number(text.psi)]}>
              {points.map((point) => (
                <tr key={point.until}>
                  <td>
                    <Time at={point.until} clock />
                  </td>
                  <td className="number">{count(point.rows)}</td>
                  <td className="number">{point.psi.toFixed(3)}</td>
                </tr>
              ))}
            </ScrollTable>
          </details>
        </>
      )}
    </Panel>
  );
}

export function DriftTab({ agent, version }: { agent: string; version: string }) {
  const may = useMay("agents.write");
  const [told, setTold] = useState<WatchReport | null>(null);
  return (
    <>
      {told !== null && (
        <div role="status" className="panel panel-text">
          <p>{told.told.length === 0 ? text.watchNothing : text.watchTold}</p>
          <ul>
            {told.told.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </div>
      )}
      <Asked query={useDrift(agent, version)} rows={10}>
        {(found) => (
          <>
            <Panel title={text.driftNow} note={text.driftNote} actions={may && <Watch agent={agent} onDone={setTold} />}>
              {found.scored === 0 ? (
                <Empty title={text.noDrift} />
              ) : (
                <ScrollTable label={text.driftNow} heads={[text.what, text.state, number(text.psi), number(text.pValue)]}>
                  {found.columns.map((column) => (
                    <tr key={column.what}>
                      <td>{column.what === "score" ? text.score : column.what}</td>
                      <td>
                        <Badge tone={tones[column.level]}>{text.states[column.level]}</Badge>
                      </td>
                      <td className="number">{column.psi.toFixed(3)}</td>
                      <td className="number">{percent(column.p_value)}</td>
                    </tr>
                  ))}
                </ScrollTable>
              )}
            </Panel>
            <OverTime points={found.over_time} />
          </>
        )}
      </Asked>
    </>
  );
}

function Group({ figures }: { figures: GroupFigures }) {
  return (
    <tr>
      <td>{figures.group === "" ? text.blank : figures.group}</td>
      <td className="number" data-label={text.outcomes}>{count(figures.rows)}</td>
      <td className="number" data-label={text.said}>{percent(figures.predicted)}</td>
      <td className="number" data-label={text.came}>{percent(figures.observed)}</td>
      <td data-label={text.state}>
        <Badge tone={figures.miscalibrated ? "bad" : "good"}>{figures.miscalibrated ? text.doesNotHold : text.holds}</Badge>
      </td>
      <td className="number" data-label={text.first}>{percent(figures.selected)}</td>
      <td className="number" data-label={text.ratio}>{percent(figures.selection_ratio)}</td>
      <td>{figures.seldom_selected && <Badge tone="wait">{text.seldom}</Badge>}</td>
    </tr>
  );
}

export function GroupsTab({ agent, version }: { agent: string; version: string }) {
  const heads = [text.group, number(text.outcomes), number(text.said), number(text.came), text.state, number(text.first), number(text.ratio), ""];
  return (
    <Asked query={useFairness(agent, version)} rows={10}>
      {(found) => {
        if (found.columns.length === 0) return <Empty title={text.noGroups}>{text.noGroupsNote}</Empty>;
        if (found.decided === 0) return <Empty title={text.noOutcomes}>{text.noOutcomesNote}</Empty>;
        return found.columns.map((column) => (
          <Panel key={column.column} title={spaced(column.column)} note={text.groupsNote}>
            <ScrollTable label={column.column} stacked heads={heads}>
              {column.groups.map((figures) => (
                <Group key={figures.group} figures={figures} />
              ))}
            </ScrollTable>
          </Panel>
        ));
      }}
    </Asked>
  );
}
