import type { SyntheticEvent } from "react";
import type { PageProps } from "../../app/Pages";
import { navigate, pathTo } from "../../app/location";
import { Link } from "../../ui/Link";
import { Page } from "../../ui/Parts";
import { SideList } from "../../ui/SideList";
import { Asked } from "../../ui/State";
import { words } from "../../words/en";
import { RecordsView } from "./RecordsView";
import { ReportView } from "./ReportView";
import { useReportNames } from "./figures";

const text = words.reports;
const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** The part of the address that says which period. */
export function periodOf(query: URLSearchParams): Record<string, string> {
  const from = query.get("from");
  const to = query.get("to");
  if (from !== null && to !== null) return { from, to };
  return { days: query.get("days") ?? "7" };
}

/** The period as the server reads it. The last whole week begins on a Monday, UTC. */
function asked(period: Record<string, string>): URLSearchParams {
  if (period["from"] !== undefined) return new URLSearchParams(period);
  const now = Math.ceil(Date.now() / hourMs) * hourMs;
  const iso = (at: number) => new Date(at).toISOString();
  if (period["days"] === "week") {
    const monday = now - ((Math.floor(now / dayMs) + 3) % 7) * dayMs - (now % dayMs);
    return new URLSearchParams({ from: iso(monday - 7 * dayMs), to: iso(monday) });
  }
  return new URLSearchParams({ from: iso(now - Number(period["days"]) * dayMs), to: iso(now) });
}

function PeriodForm({ name, period }: { name: string; period: Record<string, string> }) {
  const to = asked(period);
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    navigate(pathTo("reports", name, null, { from: form.get("from") as string, to: form.get("to") as string }));
  };
  return (
    <form className="filters" onSubmit={submit} key={to.toString()}>
      <label className="field wide">
        {text.period}
        <select value={period["days"] ?? ""} onChange={(event) => navigate(pathTo("reports", name, null, { days: event.target.value }))}>
          {period["days"] === undefined && <option value="">–</option>}
          {Object.entries(text.periods).map(([days, words]) => (
            <option key={days} value={days}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        {text.from}
        <input type="date" name="from" defaultValue={to.get("from")?.slice(0, 10)} required />
      </label>
      <label className="field">
        {text.to}
        <input type="date" name="to" defaultValue={to.get("to")?.slice(0, 10)} required />
      </label>
      <button className="button">{text.show}</button>
    </form>
  );
}

/** Each number beside the period before, and opening the records behind it. */
export default function ReportsPage({ place }: PageProps) {
  const names = useReportNames();
  const period = periodOf(place.query);
  return (
    <Page title={text.title}>
      <Asked query={names} rows={10}>
        {(reports) => {
          const name = reports.find((one) => one.name === place.item)?.name ?? reports[0]?.name ?? "overview";
          return (
            <div className="split">
              <SideList label={text.list}>
                <ul>
                  {reports.map((one) => (
                    <li key={one.name}>
                      <Link to={pathTo("reports", one.name, null, period)} aria-current={one.name === name ? "page" : undefined}>
                        {one.title}
                      </Link>
                    </li>
                  ))}
                </ul>
              </SideList>
              <div>
                <PeriodForm name={name} period={period} />
                {place.part === "records" ? <RecordsView name={name} period={asked(period)} query={place.query} link={period} /> : <ReportView name={name} period={asked(period)} link={period} />}
              </div>
            </div>
          );
        }}
      </Asked>
    </Page>
  );
}
