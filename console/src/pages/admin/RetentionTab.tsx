// How long each store keeps what is personal, and doing now what the rules say: counted first.
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

type Rules = Record<"lead_days" | "agent_days" | "reading_days" | "notice_days", number>;

/** The rules in the order of the form, and what each takes where it is one. */
const spans = [
  { name: "lead_days", least: 1, most: 36_500 },
  { name: "agent_days", least: 1, most: 36_500 },
  { name: "reading_days", least: 90, most: 36_500 },
  { name: "notice_days", least: 7, most: 30 },
] as const;

interface Told {
  looked_at: number;
  expired: number;
  held: number;
  readings: number;
  notices: number;
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
  const beside = counted.data === undefined ? 0 : counted.data.readings + counted.data.notices;
  return (
    <Panel title={text.over} note={text.overNote}>
      <div className="panel-text fields">
        <div className="actions">
          <button type="button" className="button" disabled={counted.isPending} onClick={() => counted.mutate()}>
            {text.count}
          </button>
          {due + beside > 0 && (
            <button type="button" className="button danger" onClick={() => setAsking(true)}>
              {text.forget(due)}
            </button>
          )}
        </div>
        <p role="status">
          {counted.isSuccess && `${text.counted(count(due), count(counted.data.looked_at), count(counted.data.held))} ${text.beside(counted.data.readings, counted.data.notices)}`}
          {forget.isSuccess && !counted.isSuccess && `${text.forgotten(forget.data.expired)} ${text.gone(forget.data.readings, forget.data.notices)}`}
        </p>
        <p role="alert" className="bad-text">
          {counted.isError && sayProblem(counted.error)}
        </p>
      </div>
      <Confirmed title={text.forget(due)} open={asking} onClose={() => setAsking(false)} danger pending={forget.isPending} error={forget.error} onConfirm={() => forget.mutate()}>
        <p>{due > 0 && text.forgetSure(String(days))}</p>
        {beside > 0 && <p>{text.besideSure}</p>}
      </Confirmed>
    </Panel>
  );
}

function Kept({ rules }: { rules: Rules }) {
  const queries = useQueryClient();
  const may = useMay("holds.write");
  const save = useMutation({ mutationFn: (wanted: Rules) => post<Rules>("/v1/retention", wanted), onSuccess: (now) => queries.setQueryData(["retention"], now) });
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const days = (name: keyof Rules) => Number(form.get(name));
    save.mutate({ lead_days: days("lead_days"), agent_days: days("agent_days"), reading_days: days("reading_days"), notice_days: days("notice_days") });
  };
  return (
    <Panel title={text.title} note={rules.lead_days === 0 ? text.forEver : text.kept(String(rules.lead_days))}>
      <form className="panel-text fields form-narrow" onSubmit={submit}>
        {spans.map(({ name, least, most }) => (
          <label key={name} className="field">
            {text.rules[name].label}
            <input name={name} type="number" min={0} max={most} required readOnly={!may} defaultValue={rules[name]} aria-describedby={`${name}-note`} />
            <span id={`${name}-note`}>{text.rules[name].note(String(least))}</span>
          </label>
        ))}
        <p className="soft">{text.policies}</p>
        {may && <FormFooter pending={save.isPending} error={save.error} done={save.isSuccess && text.saved} />}
      </form>
    </Panel>
  );
}

export function RetentionTab() {
  const rules = useQuery({ queryKey: ["retention"], queryFn: () => get<Rules>("/v1/retention") });
  const mayForget = useMay("person.forget");
  return (
    <Asked query={rules} rows={8}>
      {(found) => (
        <>
          <Kept key={spans.map(({ name }) => found[name]).join()} rules={found} />
          {mayForget && spans.some(({ name }) => found[name] > 0) && <Expired days={found.lead_days} />}
        </>
      )}
    </Asked>
  );
}
