import type { SyntheticEvent } from "react";
import { navigate, pathTo } from "../../app/location";
import { useNarrow } from "../../ui/narrow";
import { PersonOptions } from "../../ui/PersonOptions";
import { words } from "../../words/en";
import { sayCode } from "../../words/en.codes";
import type { Filters } from "./query";

const text = words.leads;
// On a phone they would stand before the first lead.
const foldable = ["status", "owner", "queue", "rule", "since"] as const;
const statuses = ["routed", "queued", "held", "in_progress", "rejected", "failed"] as const;

function show(filters: Filters): void {
  navigate(pathTo("leads", null, null, filters));
}

function TextFilter({ name, label, value, type = "text" }: { name: string; label: string; value: string | undefined; type?: string }) {
  return (
    <label className="field">
      {label}
      <input key={value} name={name} type={type} defaultValue={value ?? ""} autoComplete="off" spellCheck={false} />
    </label>
  );
}

/** Each filter is part of the address, so a filtered table can be sent to somebody. */
export function FilterBar({ filters, counts }: { filters: Filters; counts: Partial<Record<string, number>> }) {
  const narrow = useNarrow();
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const next: Filters = {};
    for (const [name, value] of new FormData(event.currentTarget)) {
      if (typeof value === "string" && value.trim() !== "") next[name as keyof Filters] = value.trim();
    }
    show(next);
  };
  const choose = (name: keyof Filters, value: string) => {
    const others = Object.entries(filters).filter(([other]) => other !== name);
    show({ ...Object.fromEntries(others), ...(value === "" ? {} : { [name]: value }) });
  };
  const folded = foldable.filter((name) => filters[name] !== undefined);
  const fields = (
    <>
      <label className="field">
        {text.status}
        <select name="status" value={filters.status ?? ""} onChange={(event) => choose("status", event.target.value)}>
          <option value="">{text.any}</option>
          {statuses.map((status) => (
            <option key={status} value={status}>
              {words.status[status]}
              {counts[status] === undefined ? "" : ` (${counts[status].toLocaleString("en")})`}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        {text.owner}
        <select name="owner" value={filters.owner ?? ""} onChange={(event) => choose("owner", event.target.value)}>
          <option value="">{text.any}</option>
          <PersonOptions chosen={filters.owner} />
        </select>
      </label>
      <TextFilter name="queue" label={text.queue} value={filters.queue} />
      <TextFilter name="rule" label={text.rule} value={filters.rule} />
      <TextFilter name="since" label={text.since} value={filters.since} type="date" />
    </>
  );
  return (
    <form className="filters" onSubmit={submit} role="search" aria-label={text.filters}>
      <label className="field wide">
        {text.search}
        <input key={filters.find} name="find" defaultValue={filters.find ?? ""} autoComplete="off" spellCheck={false} />
      </label>
      {narrow ? (
        <details className="more-filters">
          <summary>{text.moreFilters(folded.length)}</summary>
          <div>{fields}</div>
        </details>
      ) : (
        fields
      )}
      {filters.reason !== undefined && (
        <>
          <input type="hidden" name="reason" value={filters.reason} />
          <button type="button" className="button" aria-label={`${text.onlyReason(sayCode("reasons", filters.reason))}: ${text.anyReason}`} onClick={() => choose("reason", "")}>
            {text.onlyReason(sayCode("reasons", filters.reason))} ×
          </button>
        </>
      )}
      {filters.order !== undefined && (
        <>
          <input type="hidden" name="order" value={filters.order} />
          <button type="button" className="button" aria-label={`${text.byLimit}: ${text.newestFirst}`} onClick={() => choose("order", "")}>
            {text.byLimit} ×
          </button>
        </>
      )}
      <button className="button">{text.find}</button>
      {Object.keys(filters).length > 0 && (
        <button type="button" className="button quiet" onClick={() => show({})}>
          {text.clear}
        </button>
      )}
    </form>
  );
}
