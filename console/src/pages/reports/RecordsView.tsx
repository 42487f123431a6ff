// The records behind a figure, a page at a time.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { get } from "../../api/client";
import { useNames } from "../../api/people";
import { pathTo } from "../../app/location";
import { LeadLink } from "../../ui/Id";
import { Link } from "../../ui/Link";
import { Panel } from "../../ui/Parts";
import { ScrollTable } from "../../ui/ScrollTable";
import { Asked, Empty } from "../../ui/State";
import { Time } from "../../ui/Time";
import { words } from "../../words/en";
import type { ReportRecord } from "./figures";

const text = words.reports;
const chosen = ["figure", "group", "key", "person"] as const;

interface RecordsPage {
  items: ReportRecord[];
  next_cursor: string | null;
}

function Row({ record }: { record: ReportRecord }) {
  const nameOf = useNames();
  return (
    <tr>
      <td className="nowrap">{record.lead_id === null ? <span className="soft">{text.ofNoLead}</span> : <LeadLink id={record.lead_id} />}</td>
      <td className="nowrap">
        <Time at={record.at} clock />
      </td>
      <td data-label={text.person}>{record.person === null ? text.nobody : nameOf(record.person)}</td>
      <td data-label={text.rule}>{record.rule ?? ""}</td>
      <td data-label={text.detail}>{record.detail ?? ""}</td>
      <td className="number" data-label={text.event}>{record.position.toLocaleString("en")}</td>
    </tr>
  );
}

export function RecordsView({ name, period, query, link }: { name: string; period: URLSearchParams; query: URLSearchParams; link: Record<string, string> }) {
  const asked = new URLSearchParams(period);
  for (const one of chosen) {
    const value = query.get(one);
    if (value !== null) asked.set(one, value);
  }
  const records = useInfiniteQuery({
    queryKey: ["reports", name, "records", asked.toString()],
    queryFn: ({ pageParam }) => get<RecordsPage>(`/v1/reports/${encodeURIComponent(name)}/records?${asked.toString()}${pageParam === "" ? "" : `&cursor=${pageParam}`}`),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    staleTime: 60_000,
  });
  // The figure that led here may lie far down its report.
  useEffect(() => window.scrollTo(0, 0), []);
  const line = [query.get("key"), query.get("person")].filter((one) => one !== null && one !== "").join(" · ");
  return (
    <Panel title={text.records(query.get("figure") ?? "")} note={line} actions={<Link to={pathTo("reports", name, null, link)}>{text.back}</Link>}>
      <Asked query={records} rows={10}>
        {(found) => {
          const items = found.pages.flatMap((page) => page.items);
          if (items.length === 0) return <Empty title={text.nothing} />;
          return (
            <>
              <ScrollTable label={text.records(query.get("figure") ?? "")} className="lines" stacked heads={[text.lead, text.at, text.person, text.rule, text.detail, { name: text.event, number: true }]}>
                  {items.map((record) => (
                <Row key={`${record.position} ${record.what} ${record.detail ?? ""}`} record={record} />
              ))}
              </ScrollTable>
              {records.hasNextPage && (
                <p className="panel-text">
                  <button type="button" className="button" disabled={records.isFetchingNextPage} onClick={() => void records.fetchNextPage()}>
                    {text.more}
                  </button>
                </p>
              )}
            </>
          );
        }}
      </Asked>
    </Panel>
  );
}
