// Leave, parts of days, pauses and who stands in, with what becomes of the leads in hand; shown before it is done.
import { useState, type SyntheticEvent } from "react";
import type { Availability, AvailabilityChanged } from "../../api/availability";
import { pathTo } from "../../app/location";
import { DurationSelect, type Duration } from "../../ui/DurationSelect";
import { Link } from "../../ui/Link";
import { PersonSelect } from "../../ui/PersonSelect";
import { sayProblem } from "../../ui/State";
import { words } from "../../words/en";
import { MoveTables } from "../moves/Previewed";
import { useChange, type Change } from "./PersonAvailability";

const text = words.availability;
type Kind = keyof typeof text.kinds;
const kinds = Object.keys(text.kinds) as Kind[];
const thens = Object.keys(text.thens) as (keyof typeof text.thens)[];
const pauses: readonly Duration[] = ["30m", "1h", "2h", "4h", "8h", "24h"];
const count = (number: number) => number.toLocaleString("en");

function changeOf(kind: Kind, form: FormData): Change {
  const field = (name: string) => (form.get(name) as string | null) ?? "";
  const then = { then: field("then") };
  switch (kind) {
    case "leave":
      return { verb: "leave", body: { from: field("from"), to: field("to"), ...then } };
    case "part":
      return { verb: "leave", body: { from: field("from"), to: field("to"), part: `${field("from_hour")}-${field("to_hour")}`, ...then } };
    case "pause":
      return { verb: "pause", body: { for: field("for"), ...then } };
    case "delegate":
      return { verb: "delegate", body: { delegate: field("delegate") === "" ? null : field("delegate"), ...then } };
  }
}

function Days() {
  return (
    <div className="filters flush">
      {(["from", "to"] as const).map((name) => (
        <label key={name} className="field">
          {name === "from" ? text.firstDay : text.lastDay}
          <input type="date" name={name} required />
        </label>
      ))}
    </div>
  );
}

function KindFields({ kind, now }: { kind: Kind; now: Availability }) {
  if (kind === "delegate") return <PersonSelect label={text.standIn} name="delegate" none={text.noStandIn} value={now.delegate ?? ""} without={now.person} />;
  if (kind === "pause") return <DurationSelect name="for" offered={pauses} value="2h" />;
  return (
    <>
      <Days />
      {kind === "part" && (
        <div className="filters flush">
          {(["from_hour", "to_hour"] as const).map((name) => (
            <label key={name} className="field">
              {name === "from_hour" ? text.fromHour : text.toHour}
              <input type="time" name={name} required />
            </label>
          ))}
        </div>
      )}
    </>
  );
}

function Then() {
  return (
    <fieldset className="choices">
      <legend>{text.then}</legend>
      {thens.map((then) => (
        <label key={then} className="check">
          <input type="radio" name="then" value={then} defaultChecked={then === "keep"} />
          {text.thens[then]}
        </label>
      ))}
      <span className="soft">{text.thenNote}</span>
    </fieldset>
  );
}

/** What moves, or moved, because of a change. */
export function InHand({ done }: { done: AvailabilityChanged }) {
  if (done.in_hand === null) return <p>{text.noMove}</p>;
  const { preview, moved, left_out: left, plan } = done.in_hand;
  return (
    <>
      <p>{done.dry_run ? text.moves(count(preview.move_count), count(preview.left_out_count)) : text.moved(count(moved), count(left))}</p>
      <MoveTables found={preview} />
      {plan !== null && (
        <p>
          <Link to={pathTo("policies", "moves")}>{text.toMoves}</Link>
        </p>
      )}
    </>
  );
}

export function ChangeForm({ now }: { now: Availability }) {
  const [kind, setKind] = useState<Kind>("leave");
  const [looked, setLooked] = useState<Change | null>(null);
  const change = useChange(now.person);
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const next = changeOf(kind, new FormData(event.currentTarget));
    setLooked(next);
    change.mutate({ ...next, body: { ...next.body, dry_run: true } });
  };
  const forget = () => {
    setLooked(null);
    change.reset();
  };
  return (
    <form className="panel-text fields" onSubmit={submit} onChange={forget}>
      <label className="field narrow">
        {text.what}
        <select value={kind} onChange={(event) => setKind(event.target.value as Kind)}>
          {kinds.map((one) => (
            <option key={one} value={one}>
              {text.kinds[one]}
            </option>
          ))}
        </select>
      </label>
      <KindFields key={kind} kind={kind} now={now} />
      <Then />
      <div className="actions">
        <button className="button" disabled={change.isPending}>
          {text.preview}
        </button>
        <span role="alert" className="bad-text">
          {change.isError && sayProblem(change.error)}
        </span>
      </div>
      {change.isSuccess && looked !== null && (
        <div role="status" className="preview-box">
          <h3>{change.data.dry_run ? text.previewed : change.data.changed ? text.changed : text.unchanged}</h3>
          <InHand done={change.data} />
          {change.data.dry_run && (
            <p>
              <button type="button" className="button primary" onClick={() => change.mutate(looked)}>
                {text.doIt}
              </button>
            </p>
          )}
        </div>
      )}
    </form>
  );
}
