import { useQuery } from "@tanstack/react-query";
import type { SyntheticEvent } from "react";
import { get } from "../../api/client";
import type { OwnedRecord } from "../../api/types";
import { navigate, pathTo } from "../../app/location";
import { Link } from "../../ui/Link";
import { StatusBadge } from "../../ui/Parts";
import { Failed } from "../../ui/State";
import { words } from "../../words/en";

const text = words.today;

function Found({ record }: { record: OwnedRecord }) {
  if (record.found === null) {
    return (
      <p>
        <strong>{text.nothingFound}</strong> <span className="soft">{text.nothingFoundNote}</span>
      </p>
    );
  }
  if (record.lead !== null) {
    const { lead } = record;
    return (
      <p>
        <StatusBadge status={lead.status} /> {lead.explanation}. <Link to={pathTo("leads", lead.lead_id, "why")}>{text.openLead}</Link>
      </p>
    );
  }
  const owner = record.owner === null ? text.nobody : (record.owner.name ?? record.owner.id);
  return (
    <p>
      {text.kinds[record.found]} <strong>{text.ownedBy(record.name ?? record.id ?? "", owner)}</strong>, {text.asRecorded}.
    </p>
  );
}

/** One box: paste anything that names a record, read who owns it and why. */
export function OwnerBox({ asked }: { asked: string }) {
  const answer = useQuery({
    queryKey: ["owner", asked],
    queryFn: () => get<OwnedRecord>(`/v1/owner?of=${encodeURIComponent(asked)}`),
    enabled: asked !== "",
  });
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const wanted = (new FormData(event.currentTarget).get("of") as string).trim();
    navigate(wanted === "" ? "/" : `/?of=${encodeURIComponent(wanted)}`);
  };
  return (
    <section className="owner-box" aria-label={text.lookUpLabel}>
      <form onSubmit={submit} role="search">
        <label htmlFor="owner-of">{text.lookUpLabel}</label>
        <div className="joined">
          <input key={asked} id="owner-of" name="of" defaultValue={asked} placeholder={text.lookUpHint} autoComplete="off" spellCheck={false} />
          <button className="button primary">{text.lookUp}</button>
        </div>
      </form>
      <div className="owner-answer" aria-live="polite">
        {answer.isError && <Failed error={answer.error} />}
        {asked === "" && <p className="soft">{text.lookUpNote}</p>}
        {answer.data !== undefined && <Found record={answer.data} />}
      </div>
    </section>
  );
}
