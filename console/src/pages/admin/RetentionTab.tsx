// How long leads are kept, and forgetting those whose time is over: counted first, then done.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { get, post } from "../../api/client";
import { useMay } from "../../api/rights";
import { Confirmed } from "../../ui/Confirmed";
import { FormFooter } from "../../ui/FormFooter";
import { Panel } from "../../ui/Parts";
import { Asked, sayProblem } from "../../ui/State";
import { words } from "../../words/en";

const text = words.retention;
const count = (number: number) => number.toLocaleString("en");

interface Rule {
  lead_days: number;
}

interface Told {
  looked_at: number;
  expired: number;
  held: number;
}

function Expired({ days }: { days: number }) {
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const counted = useMutation({ mutationFn: () => post<Told>("/v1/retention/apply", { dry_run: true }) });
  const forget = useMutation({
    mutationFn: () => post<Told>("/v1/retention/apply", { dry_run: false }),
    onSuccess: () => {
      setAsking(false);
      counted.reset();
      return queries.invalidateQueries({ queryKey: ["leads"] });
    },
  });
  const due = counted.data?.expired ?? 0;
  return (
    <Panel title={text.over} note={text.overNote}>
      <div className="panel-text fields">
        <div className="actions">
          <button type="button" className="button" disabled={counted.isPending} onClick={() => counted.mutate()}>
            {text.count}
          </button>
          {due > 0 && (
            <button type="button" className="button danger" onClick={() => setAsking(true)}>
              {text.forget(count(due))}
            </button>
          )}
        </div>
        <p role="status">
          {counted.isSuccess && text.counted(count(due), count(counted.data.looked_at), count(counted.data.held))}
          {forget.isSuccess && !counted.isSuccess && text.forgotten(count(forget.data.expired))}
        </p>
        <p role="alert" className="bad-text">
          {counted.isError && sayProblem(counted.error)}
        </p>
      </div>
      <Confirmed title={text.forget(count(due))} open={asking} onClose={() => setAsking(false)} danger pending={forget.isPending} error={forget.error} onConfirm={() => forget.mutate()}>
        <p>{text.forgetSure(String(days))}</p>
      </Confirmed>
    </Panel>
  );
}

function Kept({ rule }: { rule: Rule }) {
  const queries = useQueryClient();
  const may = useMay("holds.write");
  const save = useMutation({ mutationFn: (days: number) => post<Rule>("/v1/retention", { lead_days: days }), onSuccess: (now) => queries.setQueryData(["retention"], now) });
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate(Number(new FormData(event.currentTarget).get("days")));
  };
  return (
    <Panel title={text.title} note={rule.lead_days === 0 ? text.forEver : text.kept(String(rule.lead_days))}>
      {may && (
        <form className="panel-text fields form-narrow" onSubmit={submit}>
          <label className="field">
            {text.days}
            <input name="days" type="number" min={0} required defaultValue={rule.lead_days} aria-describedby="days-note" />
            <span id="days-note">{text.daysNote}</span>
          </label>
          <FormFooter pending={save.isPending} error={save.error} done={save.isSuccess && text.saved} />
        </form>
      )}
    </Panel>
  );
}

export function RetentionTab() {
  const rule = useQuery({ queryKey: ["retention"], queryFn: () => get<Rule>("/v1/retention") });
  const mayForget = useMay("person.forget");
  return (
    <Asked query={rule} rows={4}>
      {(found) => (
        <>
          <Kept key={found.lead_days} rule={found} />
          {mayForget && found.lead_days > 0 && <Expired days={found.lead_days} />}
        </>
      )}
    </Asked>
  );
}
