// Who else could have had a lead, and what would have had to differ for them to get it.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, type SyntheticEvent } from "react";
import { api, get } from "../../api/client";
import { calledBy, useNames, usePeople } from "../../api/people";
import type { Explanation } from "../../api/types";
import { Said } from "../../ui/Said";
import { ScrollTable } from "../../ui/ScrollTable";
import { useFew } from "../../ui/few";
import { Failed } from "../../ui/State";
import { words } from "../../words/en";

const text = words.lead;

// Enough to see by what one loses; a pool may have a hundred members.
const few = 8;

/** Those first whose reason is the rarest: that half of a pool is at home tells least. */
function byReason(considered: Explanation["considered"]): Explanation["considered"] {
  const often = new Map<string, number>();
  for (const { lost } of considered) often.set(lost, (often.get(lost) ?? 0) + 1);
  return considered.toSorted((one, other) => (often.get(one.lost) ?? 0) - (often.get(other.lost) ?? 0));
}

export function Losers({ told, onAsk }: { told: Explanation; onAsk: (owner: string) => void }) {
  const nameOf = useNames();
  const [shown, more] = useFew(byReason(told.considered), few);
  const named = told.considered.some((loser) => loser.by !== null);
  if (told.considered.length === 0) return <p className="panel-text soft">{text.othersNone}</p>;
  return (
    <>
      <ScrollTable label={text.others} className="lines" stacked heads={[text.whoElse, text.whyNot, ...(named ? [text.by] : []), ""]}>
        {shown.map((loser, at) => (
          <tr key={at}>
            <td>{nameOf(loser.owner)}</td>
            <td>{loser.lost}</td>
            {named && <td data-label={text.by}>{loser.by}</td>}
            <td className="act">
              <button type="button" className="button quiet" aria-label={text.askAbout(nameOf(loser.owner))} onClick={() => onAsk(loser.owner)}>
                {text.whatElse}
              </button>
            </td>
          </tr>
        ))}
      </ScrollTable>
      {more}
    </>
  );
}

/** Asks the server what would have sent the lead to somebody else; people are found by name. */
export function WhyNotBox({ id, wanted, onAsk }: { id: string; wanted: string; onAsk: (owner: string) => void }) {
  const people = usePeople();
  const nameOf = useNames();
  const box = useRef<HTMLInputElement>(null);
  const answer = useQuery({
    queryKey: ["lead", id, "why not", wanted],
    queryFn: () => get<Explanation>(`${api`/v1/leads/${id}/explanation`}?why_not=${encodeURIComponent(wanted)}`),
    enabled: wanted !== "",
  });
  useEffect(() => {
    if (wanted !== "") box.current?.scrollIntoView({ block: "center" });
  }, [wanted]);
  const ask = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = (new FormData(event.currentTarget).get("who") as string).trim();
    onAsk(people.data?.find((person) => person.name === typed)?.id ?? typed);
  };
  return (
    <div className="panel-text">
      <form className="joined" onSubmit={ask}>
        <input key={wanted} ref={box} name="who" list="who-else" defaultValue={nameOf(wanted)} aria-label={text.askWhyNot} placeholder={text.askWhyNotHint} autoComplete="off" required />
        <datalist id="who-else">
          {people.data?.map((person) => (
            <option key={person.id} value={calledBy(person)} />
          ))}
        </datalist>
        <button className="button">{text.ask}</button>
      </form>
      <div aria-live="polite">
        {answer.isError && <Failed error={answer.error} />}
        {answer.data?.why_not !== undefined && (
          <p className="told">
            <Said>{answer.data.why_not.text}</Said>
          </p>
        )}
      </div>
    </div>
  );
}
