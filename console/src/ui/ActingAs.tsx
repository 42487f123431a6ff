import { actAs, useReader } from "../api/acting";
import { PersonOptions } from "./PersonOptions";
import { words } from "../words/en";

/** For whom the workspace token acts; whoever signed in by name acts for themselves. */
export function ActingAs() {
  const { person, byToken } = useReader();
  if (!byToken) return null;
  return (
    <label className="acting">
      <span>{words.desk.actingAs}</span>
      <select value={person ?? ""} onChange={(event) => actAs(event.target.value === "" ? null : event.target.value)}>
        <option value="">{words.desk.chooseWho}</option>
        <PersonOptions chosen={person} />
      </select>
    </label>
  );
}
