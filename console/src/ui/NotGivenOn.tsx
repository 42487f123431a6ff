import type { Availability } from "../api/availability";
import { words } from "../words/en";
import { Time } from "./Time";

const text = words.availability;

/** Why leads that a leave was to give on are still with the person, and since when. */
export function NotGivenOn({ waits }: { waits: NonNullable<Availability["not_given_on"]> }) {
  return (
    <p>
      {text.notGivenOnSince(text.thens[waits.then], text.notGivenOnWhys[waits.why] ?? waits.why)}{" "}
      <span className="soft">
        {text.thatWas} <Time at={waits.since} />
      </span>
    </p>
  );
}
