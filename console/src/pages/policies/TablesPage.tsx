// The tables of the active policy for those who look after a table and not after the policy: an edit makes a draft in
// which that table alone differs.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useReader } from "../../api/acting";
import { ApiProblem, api, get, post } from "../../api/client";
import type { PageProps } from "../../app/Pages";
import { pathTo } from "../../app/location";
import { Link } from "../../ui/Link";
import { Page, Panel } from "../../ui/Parts";
import { SideList } from "../../ui/SideList";
import { Asked, Empty, sayProblem } from "../../ui/State";
import { words } from "../../words/en";
import { readsAsGrid } from "./grid";
import { TableEditor } from "./TableEditor";

const text = words.tables;

interface TableLine {
  table: string;
  lines: number;
  bounds: object | null;
}

interface TableText extends TableLine {
  base: string;
  text: string;
}

interface Edited {
  policy_version: string;
  added: string[];
  changed: string[];
  removed: string[];
}

function Findings({ error }: { error: Error }) {
  return (
    <div role="alert" className="bad-text">
      <p>{sayProblem(error)}</p>
      {error instanceof ApiProblem && error.errors.map((one) => <p key={`${one.pointer} ${one.detail}`}>{one.detail}</p>)}
    </div>
  );
}

function Saved({ edited }: { edited: Edited }) {
  const said = [text.added(edited.added.length), text.changed(edited.changed.length), text.removed(edited.removed.length)].join(", ");
  return (
    <p role="status" className="panel panel-text">
      <strong>{text.saved(edited.policy_version)}</strong> {said}. <Link to={pathTo("policies", edited.policy_version, "compare")}>{words.policies.tabs.compare}</Link>
    </p>
  );
}

function Editing({ table, onSaved }: { table: TableText; onSaved: (edited: Edited) => void }) {
  const queries = useQueryClient();
  const { person, byToken } = useReader();
  const [draft, setDraft] = useState(table.text);
  const save = useMutation({
    mutationFn: () => post<Edited>(api`/v1/tables/${table.table}`, { base: table.base, text: draft, ...(byToken && person !== null ? { by: person } : {}) }),
    onSuccess: (edited) => {
      onSaved(edited);
      setDraft(table.text);
      return queries.invalidateQueries({ queryKey: ["policies"] });
    },
  });
  const changed = draft !== table.text;
  return (
    <Panel
      title={table.table}
      note={table.bounds === null ? text.noBounds : text.withBounds}
      actions={
        <button type="button" className="button primary" disabled={!changed || save.isPending} onClick={() => save.mutate()}>
          {text.save}
        </button>
      }
    >
      {save.isError && (
        <div className="panel-text">
          <Findings error={save.error} />
        </div>
      )}
      {readsAsGrid(draft) ? (
        <TableEditor csv={draft} onChange={setDraft} />
      ) : (
        <label className="panel-text field">
          {text.asText}
          <textarea className="mono" rows={20} value={draft} spellCheck={false} onChange={(event) => setDraft(event.target.value)} />
        </label>
      )}
    </Panel>
  );
}

function Chosen({ name }: { name: string }) {
  const [edited, setEdited] = useState<Edited | null>(null);
  const table = useQuery({ queryKey: ["tables", name], queryFn: () => get<TableText>(api`/v1/tables/${name}`), refetchOnWindowFocus: false });
  return (
    <div>
      {edited !== null && <Saved edited={edited} />}
      <Asked query={table} rows={10}>
        {(found) => <Editing key={`${found.base} ${edited?.policy_version ?? ""}`} table={found} onSaved={setEdited} />}
      </Asked>
    </div>
  );
}

export default function TablesPage({ place }: PageProps) {
  const tables = useQuery({ queryKey: ["tables"], queryFn: () => get<{ tables: TableLine[] }>("/v1/tables") });
  const back = (
    <Link to={pathTo("policies")} className="button">
      {words.moves.toPolicies}
    </Link>
  );
  return (
    <Page title={text.title} actions={back}>
      <Asked query={tables} rows={8}>
        {(answer) => {
          const chosen = answer.tables.find((one) => one.table === place.part) ?? answer.tables[0];
          if (chosen === undefined) return <Empty title={text.none}>{text.noneNote}</Empty>;
          return (
            <div className="split">
              <SideList label={text.list}>
                <ul>
                  {answer.tables.map((one) => (
                    <li key={one.table}>
                      <Link to={pathTo("policies", "tables", one.table)} aria-current={one === chosen ? "page" : undefined}>
                        {one.table} <span className="soft">{text.rows(one.lines)}</span>
                      </Link>
                    </li>
                  ))}
                </ul>
              </SideList>
              <Chosen key={chosen.table} name={chosen.table} />
            </div>
          );
        }}
      </Asked>
    </Page>
  );
}
