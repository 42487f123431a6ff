import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ApiProblem, get } from "../api/client";
import { words } from "../words/en";

const text = words.handBack;

interface OfferedReason {
  reason: string;
  /** What becomes of the lead. */
  then: string;
  needs_until: boolean;
  text: string;
}

/** Null where the server lists none, so that the reason is typed. */
async function fetchReasons(lead: string | null): Promise<readonly OfferedReason[] | null> {
  try {
    return (await get<{ items: OfferedReason[] }>(`/v1/handback-reasons${lead === null ? "" : `?lead=${encodeURIComponent(lead)}`}`)).items;
  } catch (error) {
    if (error instanceof ApiProblem && (error.status === 404 || error.status === 403)) return null;
    throw error;
  }
}

/** Why a lead is handed back, as fields of a form: one that the policy lists, and until when where the reason asks for it. */
export function HandBackReason({ lead }: { lead: string | null }) {
  const reasons = useQuery({ queryKey: ["hand-back reasons", lead], queryFn: () => fetchReasons(lead), staleTime: 60_000 });
  const [chosen, setChosen] = useState("");
  if (reasons.isPending) return <p role="status">{words.state.loading}</p>;
  const listed = reasons.data ?? [];
  const reason = listed.find((one) => one.reason === chosen) ?? listed[0];
  if (reason === undefined) {
    return (
      <label className="field">
        {text.reason}
        <input name="reason" required autoComplete="off" />
        {text.reasonNote}
      </label>
    );
  }
  return (
    <>
      <label className="field">
        {text.reason}
        <select name="reason" value={reason.reason} onChange={(event) => setChosen(event.target.value)}>
          {listed.map((one) => (
            <option key={one.reason} value={one.reason}>
              {one.text}
            </option>
          ))}
        </select>
        {text.thens[reason.then]}
      </label>
      {reason.needs_until && (
        <label className="field narrow">
          {text.until}
          <input name="until" type="date" required />
        </label>
      )}
    </>
  );
}
