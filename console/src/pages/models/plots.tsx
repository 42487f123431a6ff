// Small plots of our own: axes, a line or dots or bars, in the colours of the theme. Each has its
// figures in words and in a table beside it, so the picture itself is for the eye.
import type { ReactNode } from "react";

const width = 460;
const height = 280;
const left = 54;
const right = 24;
const top = 10;
const bottom = 34;
const inner = { width: width - left - right, height: height - top - bottom };

interface Scale {
  x: (value: number) => number;
  y: (value: number) => number;
}

const scaleOf = (mostX: number, mostY: number): Scale => ({
  x: (value) => left + (value / mostX) * inner.width,
  y: (value) => top + inner.height - (value / mostY) * inner.height,
});

/** Round steps, at most six, that reach over `most`. */
export function ticksTo(most: number): number[] {
  const rough = Math.max(most, 1e-6) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((times) => times * power >= rough - 1e-9) ?? 10) * power;
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, at) => at * step);
}

interface FrameProps {
  alt: string;
  ticksX: readonly { at: number; text: string; anchor?: "start" | "middle" | "end" }[];
  ticksY: readonly { at: number; text: string }[];
  nameX: string;
  nameY: string;
  scale: Scale;
  children: ReactNode;
}

function Frame({ alt, ticksX, ticksY, nameX, nameY, scale, children }: FrameProps) {
  return (
    <svg className="plot" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={alt}>
      {ticksY.map(({ at, text }) => (
        <g key={at}>
          <line className="plot-grid" x1={left} x2={width - right} y1={scale.y(at)} y2={scale.y(at)} />
          <text x={left - 6} y={scale.y(at) + 4} textAnchor="end">
            {text}
          </text>
        </g>
      ))}
      {ticksX.map(({ at, text, anchor = "middle" }) => (
        <text key={at} x={scale.x(at)} y={height - bottom + 15} textAnchor={anchor}>
          {text}
        </text>
      ))}
      <line className="plot-axis" x1={left} x2={width - right} y1={top + inner.height} y2={top + inner.height} />
      <text x={width - right} y={height - 3} textAnchor="end">
        {nameX}
      </text>
      <text x={left + 4} y={top + 11}>
        {nameY}
      </text>
      {children}
    </svg>
  );
}

const percent = (share: number) => `${Math.round(share * 100)} %`;
const fifths = [0, 0.2, 0.4, 0.6, 0.8, 1].map((at) => ({ at, text: percent(at) }));

export interface Dot {
  said: number;
  came: number;
  rows: number;
}

/** Said against came; on the diagonal is as it was said. A second model is drawn hollow. */
export function ReliabilityPlot({ models, nameX, nameY, alt }: { models: readonly (readonly Dot[])[]; nameX: string; nameY: string; alt: string }) {
  const scale = scaleOf(1, 1);
  const most = Math.max(1, ...models.flat().map((dot) => dot.rows));
  return (
    <Frame alt={alt} ticksX={fifths} ticksY={fifths} nameX={nameX} nameY={nameY} scale={scale}>
      <line className="plot-ideal" x1={scale.x(0)} y1={scale.y(0)} x2={scale.x(1)} y2={scale.y(1)} />
      {models.map((dots, number) => (
        <g key={number} className={number === 0 ? "plot-first" : "plot-second"}>
          <polyline points={dots.map((dot) => `${scale.x(dot.said)},${scale.y(dot.came)}`).join(" ")} />
          {dots.map((dot) => (
            <circle key={dot.said} cx={scale.x(dot.said)} cy={scale.y(dot.came)} r={3 + 5 * Math.sqrt(dot.rows / most)} />
          ))}
        </g>
      ))}
    </Frame>
  );
}

export interface Border {
  at: number;
  text: string;
  tone: "wait" | "bad";
}

/** One value after the other, with borders that mean something. */
export function LinePlot({ values, borders, names, nameX, nameY, alt }: { values: readonly number[]; borders: readonly Border[]; names: readonly [string, string]; nameX: string; nameY: string; alt: string }) {
  const ticks = ticksTo(Math.max(...values, ...borders.map((border) => border.at)) * 1.05);
  const last = Math.max(1, values.length - 1);
  const scale = scaleOf(last, ticks.at(-1) ?? 1);
  const ticksX = values.length < 2 ? [{ at: 0, text: "" }] : [{ at: 0, text: names[0], anchor: "start" as const }, { at: last, text: names[1], anchor: "end" as const }];
  return (
    <Frame alt={alt} ticksX={ticksX} ticksY={ticks.map((at) => ({ at, text: at.toFixed(2) }))} nameX={nameX} nameY={nameY} scale={scale}>
      {borders.map((border) => (
        <g key={border.text} className={`plot-border ${border.tone}`}>
          <line x1={left} x2={width - right} y1={scale.y(border.at)} y2={scale.y(border.at)} />
          <text x={width - right - 2} y={scale.y(border.at) - 4} textAnchor="end">
            {border.text}
          </text>
        </g>
      ))}
      <g className="plot-first">
        <polyline points={values.map((value, at) => `${scale.x(at)},${scale.y(value)}`).join(" ")} />
        {values.map((value, at) => (
          <circle key={at} cx={scale.x(at)} cy={scale.y(value)} r={3} />
        ))}
      </g>
    </Frame>
  );
}

/** A group of bars for each place, one bar a model, with a line at one. */
export function LiftPlot({ models, nameX, nameY, average, alt }: { models: readonly (readonly number[])[]; nameX: string; nameY: string; average: string; alt: string }) {
  const places = Math.max(...models.map((lifts) => lifts.length), 1);
  const ticks = ticksTo(Math.max(1, ...models.flat()) * 1.05);
  const scale = scaleOf(places, ticks.at(-1) ?? 1);
  const slot = inner.width / places;
  const bar = (slot * 0.7) / models.length;
  return (
    <Frame alt={alt} ticksX={Array.from({ length: places }, (_, at) => ({ at: at + 0.5, text: String(at + 1) }))} ticksY={ticks.map((at) => ({ at, text: String(Math.round(at * 10) / 10) }))} nameX={nameX} nameY={nameY} scale={scale}>
      {models.map((lifts, number) => (
        <g key={number} className={number === 0 ? "plot-bars" : "plot-bars second"}>
          {lifts.map((lift, at) => (
            <rect key={at} x={scale.x(at) + slot * 0.15 + number * bar} y={scale.y(lift)} width={bar} height={scale.y(0) - scale.y(lift)} />
          ))}
        </g>
      ))}
      <g className="plot-border">
        <line x1={left} x2={width - right} y1={scale.y(1)} y2={scale.y(1)} />
        <text x={width - right - 2} y={scale.y(1) - 4} textAnchor="end">
          {average}
        </text>
      </g>
    </Frame>
  );
}
