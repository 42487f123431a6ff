import { calledBy, usePeople } from "../api/people";

/** People of the workspace as the options of a choice; `only` leaves out who is not meant. */
export function PersonOptions({ only = () => true }: { only?: (person: { id: string; active: boolean }) => boolean }) {
  const people = usePeople();
  return people.data?.filter(only).map((person) => (
    <option key={person.id} value={person.id}>
      {calledBy(person)}
    </option>
  ));
}
