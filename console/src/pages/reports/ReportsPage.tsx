import type { PageProps } from "../../app/Pages";
import { navigate, pathTo } from "../../app/location";
import { Page } from "../../ui/Parts";
import { words } from "../../words/en";
import { CoverageReport } from "./CoverageReport";
import { HandBackReport } from "./HandBackReport";

const text = words.reports;
const periods = [7, 30, 90] as const;

/** Each number beside the period before, and opening the leads behind it. */
export default function ReportsPage({ place }: PageProps) {
  const days = periods.find((period) => String(period) === place.query.get("days")) ?? 30;
  const choice = (
    <label className="field">
      {text.period}
      <select value={days} onChange={(event) => navigate(pathTo("reports", null, null, { days: event.target.value }))}>
        {periods.map((period) => (
          <option key={period} value={period}>
            {text.days(period)}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <Page title={text.title} actions={choice}>
      <CoverageReport days={days} />
      <HandBackReport days={days} />
    </Page>
  );
}
