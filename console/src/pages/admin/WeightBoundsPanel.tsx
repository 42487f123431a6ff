// Within which bounds managers set the weights of their teams: told to whoever reads the rules, set by an administrator.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { get, put } from "../../api/client";
import { useMay } from "../../api/rights";
import { FormFooter } from "../../ui/FormFooter";
import { Panel } from "../../ui/Parts";
import { ScrollTable } from "../../ui/ScrollTable";
import { Asked, Empty } from "../../ui/State";
import { words } from "../../words/en";

const text = words.weights;
const key = ["access-rules", "weights"];
const path = "/v1/access-rules/weights";

interface Bounds {
  /** Null: everybody whose team no other names. */
  teams: readonly string[] | null;
  from: number;
  to: number;
}

interface Told {
  weights: readonly Bounds[];
  position: number | null;
  warning: string | null;
}

const teamsOf = ({ teams }: Bounds) => teams?.join(", ") ?? text.others;

function BoundsTable({ weights }: { weights: readonly Bounds[] }) {
  if (weights.length === 0) return <Empty title={text.none}>{text.noneNote}</Empty>;
  return (
    <ScrollTable label={text.boundsTitle} heads={[text.teams, { name: text.from, number: true }, { name: text.to, number: true }]}>
      {weights.map((one) => (
        <tr key={teamsOf(one)}>
          <td>{teamsOf(one)}</td>
          <td className="number">{one.from}</td>
          <td className="number">{one.to}</td>
        </tr>
      ))}
    </ScrollTable>
  );
}

interface Row {
  id: number;
  teams: string;
  from: string;
  to: string;
}

const rowsOf = (weights: readonly Bounds[]) => weights.map(({ teams, from, to }, id) => ({ id, teams: teams?.join(", ") ?? "", from: String(from), to: String(to) }));

/** As the server reads them; it says what is wrong with them. */
function written(rows: readonly Row[]): string {
  if (rows.length === 0) return "";
  const weights = rows.map(({ teams, from, to }) => {
    const named = teams.split(",").map((one) => one.trim()).filter((one) => one !== "");
    return { ...(named.length === 0 ? {} : { teams: named }), from: Number(from), to: Number(to) };
  });
  return JSON.stringify({ weights });
}

function Editor({ weights }: { weights: readonly Bounds[] }) {
  const queries = useQueryClient();
  const [rows, setRows] = useState<readonly Row[]>(rowsOf(weights));
  const save = useMutation({
    mutationFn: () => put<Told>(path, { text: written(rows) }),
    onSuccess: () => queries.invalidateQueries({ queryKey: key }),
  });
  const change = (next: readonly Row[]) => {
    setRows(next);
    save.reset();
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className="panel-text fields" onSubmit={submit}>
      {rows.map((row) => (
        <div key={row.id} className="filters flush">
          <label className="field wide">
            {text.teams}
            <input value={row.teams} placeholder={text.teamsNote} onChange={(event) => change(rows.map((one) => (one === row ? { ...row, teams: event.target.value } : one)))} />
          </label>
          {(["from", "to"] as const).map((end) => (
            <label key={end} className="field">
              {text[end]}
              <input type="number" step={1} required value={row[end]} onChange={(event) => change(rows.map((one) => (one === row ? { ...row, [end]: event.target.value } : one)))} />
            </label>
          ))}
          <button type="button" className="button quiet" aria-label={text.removeOf(row.teams === "" ? text.others : row.teams)} onClick={() => change(rows.filter((one) => one !== row))}>
            {text.remove}
          </button>
        </div>
      ))}
      <div className="actions">
        <button type="button" className="button" onClick={() => change([...rows, { id: Math.max(-1, ...rows.map((one) => one.id)) + 1, teams: "", from: "1", to: "2" }])}>
          {text.add}
        </button>
      </div>
      {(rows.length > 0 || weights.length > 0) && <FormFooter pending={save.isPending} error={save.error} done={save.isSuccess && text.saved} label={text.saveBounds} />}
    </form>
  );
}

export function WeightBoundsPanel() {
  const may = useMay("access_rules.write");
  const told = useQuery({ queryKey: key, queryFn: () => get<Told>(path) });
  return (
    <Panel title={text.boundsTitle} note={text.boundsNote}>
      <Asked query={told}>
        {(now) => (
          <>
            {now.warning !== null && <p className="panel-text bad-text">{words.access.warning(now.warning)}</p>}
            {may ? <Editor weights={now.weights} /> : <BoundsTable weights={now.weights} />}
          </>
        )}
      </Asked>
    </Panel>
  );
}
