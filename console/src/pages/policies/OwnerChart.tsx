import { Bar, BarChart, CartesianGrid, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { useNames } from "../../api/people";
import { words } from "../../words/en";
import type { Backtest } from "./CompareTab";

const text = words.policies;
// As many as have room for their names.
const most = 10;

/** The owners whose count changes most, before and after. */
export default function OwnerChart({ perOwner }: { perOwner: Backtest["per_owner"] }) {
  const nameOf = useNames();
  const rows = Object.entries(perOwner)
    .map(([id, counts]) => ({ name: nameOf(id), before: counts.before, after: counts.after }))
    .filter((row) => row.before !== row.after)
    .sort((one, other) => Math.abs(other.after - other.before) - Math.abs(one.after - one.before))
    .slice(0, most);
  return (
    <div className="chart" style={{ height: 60 + rows.length * 38 }}>
      <ResponsiveContainer width="100%" height="100%">
        <BarChart data={rows} layout="vertical" margin={{ left: 8, right: 24 }}>
          <CartesianGrid horizontal={false} stroke="var(--line)" />
          <XAxis type="number" allowDecimals={false} stroke="var(--line-strong)" />
          <YAxis type="category" dataKey="name" width={140} stroke="var(--line-strong)" />
          <Tooltip cursor={{ fill: "var(--sunken)" }} contentStyle={{ background: "var(--raised)", border: "1px solid var(--line)", color: "var(--ink)" }} />
          <Legend />
          <Bar name={text.before} dataKey="before" fill="var(--line-strong)" isAnimationActive={false} />
          <Bar name={text.after} dataKey="after" fill="var(--accent)" isAnimationActive={false} />
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}
