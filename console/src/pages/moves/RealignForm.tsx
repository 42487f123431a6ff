import { useState, type SyntheticEvent } from "react";
import { Panel } from "../../ui/Parts";
import { words } from "../../words/en";
import { Previewed } from "./Previewed";

const text = words.moves;
type How = keyof typeof text.hows;

interface Question extends Record<string, unknown> {
  holdover: string;
  approve: boolean;
}

function questionOf(form: FormData, how: How): Question {
  const value = (name: string) => (form.get(name) as string | null)?.trim() ?? "";
  return {
    ...(how === "list" ? { accounts: `${value("accounts")}\n`, move_opportunities: form.has("move_opportunities") } : {}),
    ...(value("effective") === "" ? {} : { effective: value("effective") }),
    holdover: `${value("holdover_days")}d`,
    approve: form.has("approve"),
  };
}

export function RealignForm() {
  const [how, setHow] = useState<How>("list");
  const [asked, setAsked] = useState<{ number: number; question: Question } | null>(null);
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    setAsked({ number: (asked?.number ?? 0) + 1, question: questionOf(new FormData(event.currentTarget), how) });
  };
  return (
    <Panel title={text.realign}>
      {/* What was asked is not what is asked now. */}
      <form className="panel-text fields" onSubmit={submit} onChange={() => setAsked(null)}>
        <p className="soft">{text.realignNote}</p>
        <label className="field narrow-form">
          {text.how}
          <select value={how} onChange={(event) => setHow(event.target.value as How)}>
            {(Object.keys(text.hows) as How[]).map((one) => (
              <option key={one} value={one}>
                {text.hows[one]}
              </option>
            ))}
          </select>
        </label>
        {how === "list" && (
          <label className="field">
            {text.list}
            <textarea name="accounts" className="mono" rows={4} required placeholder={text.listHint} spellCheck={false} aria-describedby="list-note" />
            <span id="list-note">{text.listNote}</span>
          </label>
        )}
        <div className="filters flush">
          <label className="field">
            {text.effective}
            <input name="effective" type="date" />
          </label>
          <label className="field wide">
            {text.holdover}
            <input name="holdover_days" type="number" min={0} max={365} step={1} defaultValue={30} required title={text.holdoverNote} />
          </label>
        </div>
        {how === "list" && (
          <label className="check">
            <input type="checkbox" name="move_opportunities" />
            {text.moveOpportunities}
          </label>
        )}
        <label className="check">
          <input type="checkbox" name="approve" defaultChecked />
          {text.approve}
        </label>
        <div className="actions">
          <button className="button">{text.preview}</button>
        </div>
      </form>
      {asked !== null && <Previewed key={asked.number} path="/v1/realignments" question={asked.question} />}
    </Panel>
  );
}
