// The log, searched: by record, person, type, time and who caused it. What is asked for stands in
// the address.
import { useInfiniteQuery } from "@tanstack/react-query";
import type { SyntheticEvent } from "react";
import { get } from "../../api/client";
import { navigate, pathTo } from "../../app/location";
import { LeadLink } from "../../ui/Id";
import { Panel } from "../../ui/Parts";
import { PersonOptions } from "../../ui/PersonOptions";
import { ScrollTable } from "../../ui/ScrollTable";
import { Asked, Empty } from "../../ui/State";
import { Time } from "../../ui/Time";
import { words } from "../../words/en";
import { eventCode, eventWords } from "../../words/en.codes";

const text = words.auditSearch;
const fields = ["lead", "person", "type", "actor", "from", "to"] as const;

interface FoundEvent {
  actor: string;
  event: { position: number; type: string; time: string; entity: string; fields: unknown };
}

interface EventsPage {
  items: FoundEvent[];
  next_cursor: string | null;
  looked_at: number;
}

function SearchForm({ query }: { query: URLSearchParams }) {
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const asked: Record<string, string> = { search: "1" };
    for (const field of fields) {
      const value = (form.get(field) as string).trim();
      if (value !== "") asked[field] = field === "type" ? eventCode(value) : value;
    }
    navigate(pathTo("audit", null, null, asked));
  };
  return (
    <form className="filters flush panel-text search-log" onSubmit={submit} key={query.toString()}>
      <label className="field wide">
        {text.lead}
        <input name="lead" defaultValue={query.get("lead") ?? ""} autoComplete="off" />
      </label>
      <label className="field">
        {text.person}
        <select name="person" defaultValue={query.get("person") ?? ""}>
          <option value="">{text.any}</option>
          <PersonOptions chosen={query.get("person")} />
        </select>
      </label>
      <label className="field">
        {text.type}
        <input name="type" list="event-types" defaultValue={eventWords(query.get("type") ?? "")} autoComplete="off" />
      </label>
      <datalist id="event-types">
        {text.types.map((type) => (
          <option key={type} value={eventWords(type)} />
        ))}
      </datalist>
      <label className="field">
        {text.actor}
        <input name="actor" defaultValue={query.get("actor") ?? ""} autoComplete="off" />
      </label>
      <label className="field">
        {text.from}
        <input type="date" name="from" defaultValue={query.get("from") ?? ""} />
      </label>
      <label className="field">
        {text.to}
        <input type="date" name="to" defaultValue={query.get("to") ?? ""} />
      </label>
      <button className="button primary">{text.search}</button>
    </form>
  );
}

function Row({ found }: { found: FoundEvent }) {
  const { event } = found;
  return (
    <tr>
      <td title={event.type}>{eventWords(event.type)}</td>
      <td className="nowrap">{event.entity.startsWith("lead_") ? <LeadLink id={event.entity} /> : event.entity}</td>
      <td className="nowrap">
        <Time at={event.time} clock />
      </td>
      <td data-label={text.actor}>{found.actor}</td>
      <td className="number" data-label={text.position}>{event.position.toLocaleString("en")}</td>
      <td>
        <details>
          <summary>{text.fields}</summary>
          <pre>{JSON.stringify(event.fields, null, 2)}</pre>
        </details>
      </td>
    </tr>
  );
}

function Results({ query }: { query: URLSearchParams }) {
  const asked = new URLSearchParams();
  for (const field of fields) {
    const value = query.get(field);
    if (value !== null) asked.set(field, value);
  }
  const events = useInfiniteQuery({
    queryKey: ["events", "search", asked.toString()],
    queryFn: ({ pageParam }) => get<EventsPage>(`/v1/events/search?${new URLSearchParams([...asked, ...(pageParam === "" ? [] : [["cursor", pageParam]])]).toString()}`),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
  return (
    <Asked query={events} rows={24}>
      {(found) => {
        const items = found.pages.flatMap((page) => page.items);
        const looked = found.pages.reduce((sum, page) => sum + page.looked_at, 0);
        return (
          <>
            {items.length === 0 && <Empty title={events.hasNextPage ? text.notYet(looked.toLocaleString("en")) : text.none} />}
            {items.length > 0 && (
              <ScrollTable label={text.title} className="lines" stacked heads={[text.type, text.entity, text.at, text.actor, { name: text.position, number: true }, text.fields]}>
                    {items.map((one) => (
                      <Row key={one.event.position} found={one} />
                    ))}
              </ScrollTable>
            )}
            {events.hasNextPage && (
              <p className="panel-text">
                <button type="button" className="button" disabled={events.isFetchingNextPage} onClick={() => void events.fetchNextPage()}>
                  {text.more}
                </button>
              </p>
            )}
          </>
        );
      }}
    </Asked>
  );
}

export function EventSearch({ query }: { query: URLSearchParams }) {
  const searched = query.get("search") !== null;
  return (
    <Panel title={text.title} note={text.note}>
      <SearchForm query={query} />
      {searched && <Results query={query} />}
    </Panel>
  );
}
