// Bars of two beside each other, one pair a line; the caller has the same figures in a table.
import { Bar, BarChart, CartesianGrid, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";

export interface Pair {
  name: string;
  before: number;
  after: number;
}

interface Props {
  pairs: readonly Pair[];
  before: string;
  after: string;
  /** The figures are shares of a hundred. */
  percent?: boolean;
  /** What the picture shows, for who does not see it. */
  alt: string;
}

export default function PairChart({ pairs, before, after, percent = false, alt }: Props) {
  const unit = percent ? " %" : "";
  return (
    <div className="chart" role="img" aria-label={alt} style={{ height: 60 + pairs.length * 42 }}>
      <ResponsiveContainer width="100%" height="100%">
        <BarChart data={[...pairs]} layout="vertical" barCategoryGap="28%" barGap={1} margin={{ left: 8, right: 24 }} accessibilityLayer={false}>
          <CartesianGrid horizontal={false} stroke="var(--line)" />
          <XAxis type="number" allowDecimals={percent} unit={unit} stroke="var(--line-strong)" />
          <YAxis type="category" dataKey="name" width={140} stroke="var(--line-strong)" />
          <Tooltip cursor={{ fill: "var(--sunken)" }} contentStyle={{ background: "var(--raised)", border: "1px solid var(--line)", color: "var(--ink)" }} />
          <Legend formatter={(name: string) => <span className="soft">{name}</span>} />
          <Bar name={before} dataKey="before" unit={unit} fill="var(--line-strong)" isAnimationActive={false} />
          <Bar name={after} dataKey="after" unit={unit} fill="var(--accent)" isAnimationActive={false} />
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}
