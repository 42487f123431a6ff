import { actAs, useReader } from "../api/acting";
import { usePeople } from "../api/people";
import { words } from "../words/en";

/** For whom the workspace token acts; whoever signed in by name acts for themselves. */
export function ActingAs() {
  const people = usePeople();
  const { person, byToken } = useReader();
  if (!byToken) return null;
  return (
    <label className="acting">
      <span>{words.desk.actingAs}</span>
      <select value={person ?? ""} onChange={(event) => actAs(event.target.value === "" ? null : event.target.value)}>
        <option value="">{words.desk.chooseWho}</option>
        {people.data?.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name === "" ? one.id : one.name}
          </option>
        ))}
      </select>
    </label>
  );
}
