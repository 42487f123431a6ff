// Whether what a score says comes true: the one in use, and the one on silent trial over the same leads.
import type { ReactNode } from "react";
import { useCalibration, type Calibration, type ModelFigures } from "../../api/models";
import { Badge, Panel } from "../../ui/Parts";
import { ScrollTable } from "../../ui/ScrollTable";
import { Asked, Empty } from "../../ui/State";
import { words } from "../../words/en";
import { LiftPlot, ReliabilityPlot, type Dot } from "./plots";

const text = words.models;
const count = (number: number) => number.toLocaleString("en");
const percent = (share: number | null) => (share === null ? words.state.none : `${(share * 100).toFixed(1)} %`);
const three = (number: number | null) => (number === null ? words.state.none : number.toFixed(3));
const number = (name: string) => ({ name, number: true });

function dotsOf(model: ModelFigures): Dot[] {
  return model.table.flatMap((bin) => (bin.predicted === null || bin.observed === null ? [] : [{ said: bin.predicted, came: bin.observed, rows: bin.rows }]));
}

const named = (models: readonly ModelFigures[]) => models.map((model, at) => (at === 0 ? text.inUse(model.version) : text.trial(model.version)));

function Key({ models }: { models: readonly ModelFigures[] }) {
  if (models.length < 2) return null;
  return (
    <p className="plot-key">
      {named(models).map((name, at) => (
        <span key={name} className={at === 0 ? undefined : "second"}>
          {name}
        </span>
      ))}
    </p>
  );
}

function AsTable({ children }: { children: ReactNode }) {
  return (
    <details className="plot-table">
      <summary>{text.asTable}</summary>
      {children}
    </details>
  );
}

function Reliability({ models }: { models: readonly ModelFigures[] }) {
  const first = models[0];
  if (first === undefined) return null;
  return (
    <Panel title={text.reliability} note={text.reliabilityNote}>
      <ReliabilityPlot models={models.map(dotsOf)} nameX={text.said} nameY={text.came} alt={text.reliabilityAlt(dotsOf(first).length, three(first.ece))} />
      <Key models={models} />
      <AsTable>
        {models.map((model, at) => (
          <ScrollTable key={model.version} label={`${text.calibrationTable}: ${named(models)[at] ?? ""}`} heads={[text.bin, number(text.leads), number(text.said), number(text.came)]}>
            {model.table.map((bin, place) =>
              bin.rows === 0 ? null : (
                <tr key={place}>
                  <td>{`${percent(place / model.table.length)} – ${percent((place + 1) / model.table.length)}`}</td>
                  <td className="number">{count(bin.rows)}</td>
                  <td className="number">{percent(bin.predicted)}</td>
                  <td className="number">{percent(bin.observed)}</td>
                </tr>
              ),
            )}
          </ScrollTable>
        ))}
      </AsTable>
    </Panel>
  );
}

function Lift({ models }: { models: readonly ModelFigures[] }) {
  const best = models[0]?.tenths[0];
  if (best === undefined) return null;
  return (
    <Panel title={text.lift} note={text.liftNote}>
      <LiftPlot models={models.map((model) => model.tenths.map((tenth) => tenth.lift))} nameX={text.tenth} nameY={text.timesAverage} average={text.average} alt={text.liftAlt(best.lift.toFixed(2))} />
      <Key models={models} />
      <AsTable>
        {models.map((model, at) => (
          <ScrollTable key={model.version} label={`${text.lift}: ${named(models)[at] ?? ""}`} heads={[text.tenth, number(text.leads), number(text.rate), number(text.lift)]}>
            {model.tenths.map((tenth, place) => (
              <tr key={place}>
                <td>{place + 1}</td>
                <td className="number">{count(tenth.rows)}</td>
                <td className="number">{percent(tenth.observed)}</td>
                <td className="number">{text.times(tenth.lift.toFixed(2))}</td>
              </tr>
            ))}
          </ScrollTable>
        ))}
      </AsTable>
    </Panel>
  );
}

function Figures({ models }: { models: readonly ModelFigures[] }) {
  return (
    <Panel title={text.figures}>
      <ScrollTable label={text.figures} stacked heads={[text.version, number(text.outcomes), number(text.rate), number(text.auc), number(text.ece), number(text.brier), number(text.lift10)]}>
        {models.map((model, at) => (
          <tr key={model.version}>
            <td className="nowrap">
              <strong>{model.version}</strong> <Badge tone={at === 0 ? "good" : "wait"}>{at === 0 ? text.standings.champion : text.standings.challenger}</Badge>
            </td>
            <td className="number" data-label={text.outcomes}>{count(model.rows)}</td>
            <td className="number" data-label={text.rate}>{percent(model.rows === 0 ? null : model.positives / model.rows)}</td>
            <td className="number" data-label={text.auc}>{three(model.auc)}</td>
            <td className="number" data-label={text.ece}>{three(model.ece)}</td>
            <td className="number" data-label={text.brier}>{three(model.brier)}</td>
            <td className="number" data-label={text.lift10}>{model.lift_10 === null ? words.state.none : text.times(model.lift_10.toFixed(2))}</td>
          </tr>
        ))}
      </ScrollTable>
    </Panel>
  );
}

function Shown({ found }: { found: Calibration }) {
  if (found.decided === 0) return <Empty title={text.noOutcomes}>{text.noOutcomesNote}</Empty>;
  return (
    <>
      <Figures models={found.models} />
      <div className="plots">
        <Reliability models={found.models} />
        <Lift models={found.models} />
      </div>
    </>
  );
}

export function CalibrationTab({ agent, version }: { agent: string; version: string }) {
  return (
    <Asked query={useCalibration(agent, version)} rows={10}>
      {(found) => <Shown found={found} />}
    </Asked>
  );
}
