import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { useReader } from "../../api/acting";
import { post } from "../../api/client";
import type { MoveEntry, MovePreview, MoveProgress, OwnerLoad } from "../../api/moves";
import { useNames } from "../../api/people";
import { download } from "../../ui/csv";
import { LeadLink } from "../../ui/Id";
import { Facts } from "../../ui/Parts";
import { ScrollTable } from "../../ui/ScrollTable";
import { Empty, Failed, Loading, sayProblem } from "../../ui/State";
import { words } from "../../words/en";

const text = words.moves;
// A longer list is for a file.
const mostShown = 50;
const count = (number: number) => number.toLocaleString("en");

type Naming = (id: string) => string;

function PerPerson({ loads, nameOf }: { loads: readonly OwnerLoad[]; nameOf: Naming }) {
  const accounts = loads.some((load) => (load.accounts_gained ?? 0) + (load.accounts_lost ?? 0) > 0);
  const heads = [text.person, ...[text.loses, text.gains, text.openBefore, text.openAfter].map((name) => ({ name, number: true })), ...(accounts ? [text.accounts] : [])];
  return (
    <ScrollTable label={text.perPerson} stacked heads={heads}>
      {loads.map((load) => (
        <tr key={load.owner}>
          <td>{nameOf(load.owner)}</td>
          <td className="number" data-label={text.loses}>{count(load.loses)}</td>
          <td className="number" data-label={text.gains}>{count(load.gains)}</td>
          <td className="number" data-label={text.openBefore}>{count(load.open_before)}</td>
          <td className="number" data-label={text.openAfter}>{count(load.open_after)}</td>
          {accounts && <td data-label={text.accounts}>{text.accountsChange(load.accounts_gained ?? 0, load.accounts_lost ?? 0)}</td>}
        </tr>
      ))}
    </ScrollTable>
  );
}

function Entries({ label, entries, why, nameOf }: { label: string; entries: readonly MoveEntry[]; why: boolean; nameOf: Naming }) {
  return (
    <ScrollTable label={label} stacked heads={[text.lead, text.from, text.to, why ? text.why : text.by]}>
      {entries.slice(0, mostShown).map((entry) => (
        <tr key={entry.lead_id}>
          <td>{entry.lead_id.startsWith("lead_") ? <LeadLink id={entry.lead_id} called={entry.external_id} /> : (entry.external_id ?? entry.lead_id)}</td>
          <td data-label={text.from}>{nameOf(entry.from)}</td>
          <td data-label={text.to}>{nameOf(entry.to)}</td>
          <td data-label={why ? text.why : text.by}>{why ? (entry.words ?? entry.left_out) : [entry.rule, entry.row, entry.pool].filter((part) => part !== null).join(" · ")}</td>
        </tr>
      ))}
    </ScrollTable>
  );
}

function Prepare({ path, question }: { path: string; question: Record<string, unknown> }) {
  const { person, byToken } = useReader();
  const queries = useQueryClient();
  const [note, setNote] = useState("");
  const prepare = useMutation({
    mutationFn: (pace: Record<string, unknown>) => post<MoveProgress>(path, { ...question, ...pace, ...(byToken && person !== null ? { by: person } : {}) }),
    onSuccess: (made) => setNote(text.prepared(count(made.count))),
    onSettled: () => queries.invalidateQueries({ queryKey: ["moves"] }),
  });
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const every = (form.get("every") as string).trim();
    prepare.mutate({ batch: Number(form.get("batch")), ...(every === "" ? {} : { every }) });
  };
  if (note !== "") {
    return (
      <p className="panel-text" role="status">
        {note}
      </p>
    );
  }
  return (
    <form className="panel-text filters flush" onSubmit={submit} aria-label={text.pace}>
      <label className="field">
        {text.batch}
        <input name="batch" type="number" min={1} max={10_000} defaultValue={100} required />
      </label>
      <label className="field">
        {text.every}
        <input name="every" pattern="[0-9]+(ms|s|m|h|d)" title={text.everyNote} autoComplete="off" />
      </label>
      <button className="button primary" disabled={prepare.isPending}>
        {text.prepare}
      </button>
      <span role="alert" className="bad-text">
        {prepare.isError && sayProblem(prepare.error)}
      </span>
    </form>
  );
}

/** What moves from whom to whom, and what is left out and why. */
export function MoveTables({ found }: { found: MovePreview }) {
  const nameOf = useNames();
  return (
    <>
      {found.per_owner.length > 0 && <PerPerson loads={found.per_owner} nameOf={nameOf} />}
      {found.moves.length > 0 && (
        <details>
          <summary>{text.leads}</summary>
          <Entries label={text.leads} entries={found.moves} why={false} nameOf={nameOf} />
        </details>
      )}
      {found.left_out.length > 0 && (
        <details>
          <summary>{text.leftOut}</summary>
          <Entries label={text.leftOut} entries={found.left_out} why nameOf={nameOf} />
        </details>
      )}
    </>
  );
}

/** What would move, asked once for what is asked; nothing moves by looking. */
export function Previewed({ path, question }: { path: string; question: Record<string, unknown> }) {
  const preview = useQuery({
    queryKey: ["moves-preview", path, question],
    queryFn: () => post<MovePreview>(`${path}/preview`, { ...question, csv: true }),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  if (preview.isError) return <Failed error={preview.error} retry={() => void preview.refetch()} />;
  if (preview.data === undefined) {
    return (
      <div className="panel-text" role="status">
        <p className="soft">{text.previewing}</p>
        <Loading rows={4} />
      </div>
    );
  }
  const found = preview.data;
  return (
    <div className="previewed">
      <Facts
        facts={[
          [text.lookedAt, count(found.looked_at)],
          [text.same, count(found.same)],
          [text.move, count(found.move_count)],
          [text.leftOut, count(found.left_out_count)],
        ]}
      />
      {found.move_count === 0 && <Empty title={text.nothing}>{text.nothingNote}</Empty>}
      <MoveTables found={found} />
      <p className="panel-text">
        {Math.max(found.move_count, found.left_out_count) > mostShown && <span className="soft">{text.first(count(mostShown))} </span>}
        <button type="button" className="button quiet" onClick={() => download("moves.csv", "text/csv", found.csv ?? "")}>
          {text.save}
        </button>
      </p>
      {found.move_count > 0 && <Prepare path={path} question={question} />}
    </div>
  );
}
