import { calledBy, usePeople } from "../api/people";

interface Props {
  /** Leaves out who is not meant. */
  only?: (person: { id: string; active: boolean }) => boolean;
  /** Who is chosen already: offered before the people are known, since a choice falls back to its first option where its value has none. */
  chosen?: string | null | undefined;
}

/** People of the workspace as the options of a choice. */
export function PersonOptions({ only = () => true, chosen }: Props) {
  const offered = usePeople().data?.filter(only) ?? [];
  const isMissing = chosen != null && chosen !== "" && !offered.some((person) => person.id === chosen);
  return [...(isMissing ? [{ id: chosen, name: "" }] : []), ...offered].map((person) => (
    <option key={person.id} value={person.id}>
      {calledBy(person)}
    </option>
  ));
}
