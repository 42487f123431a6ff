// How many turns somebody takes beside the others of their pools: set within the reader's bounds, and put back.
import type { SyntheticEvent } from "react";
import { useReader } from "../../api/acting";
import { useSetWeight, type PersonNow, type WeightSet } from "../../api/availability";
import { FormFooter } from "../../ui/FormFooter";
import { words } from "../../words/en";

const text = words.weights;

function said(done: WeightSet): string {
  if (!done.changed) return text.unchanged;
  return done.pools.length === 0 ? text.setNowhere(done.after, done.before) : text.set(done.after, done.before, done.pools.join(", "));
}

export function WeightForm({ now, className = "fields" }: { now: PersonNow; className?: string }) {
  const { person } = useReader();
  const set = useSetWeight(now.person);
  const bounds = now.weight_bounds;
  if (bounds === null) return <p className={className}>{now.person === person ? text.notOwn : text.closed}</p>;
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    set.mutate({ weight: Number(form.get("weight")), reason: (form.get("reason") as string | null) ?? "" });
  };
  const done = set.data;
  return (
    <form className={className} onSubmit={submit}>
      <p className="soft">
        {text.note} {text.bounds(bounds.from, bounds.to)}
      </p>
      <label className="field">
        {text.weight}
        {/* Anew once another weight holds, whoever set it. */}
        <input key={now.weight} name="weight" type="number" step={1} required defaultValue={now.weight} />
      </label>
      <label className="field">
        {text.reason}
        <input key={now.weight} name="reason" maxLength={200} />
      </label>
      <FormFooter pending={set.isPending} error={set.error} done={done !== undefined && said(done)} label={text.save} />
      {done?.changed === true && (
        <div className="actions">
          <button type="button" className="button" disabled={set.isPending} onClick={() => set.mutate({ weight: done.before, reason: text.putBackReason })}>
            {text.putBack(done.before)}
          </button>
        </div>
      )}
    </form>
  );
}
