import { PersonOptions } from "./PersonOptions";

interface Props {
  label: string;
  name: string;
  /** The choice of nobody, and what it says. */
  none?: string;
  value?: string;
  without?: string;
  onChange?: (person: string) => void;
}

/** Somebody of the workspace; who left is not offered. */
export function PersonSelect({ label, name, none, value, without, onChange }: Props) {
  return (
    <label className="field">
      {label}
      <select name={name} defaultValue={value ?? ""} required={none === undefined} onChange={(event) => onChange?.(event.target.value)}>
        {none !== undefined && <option value="">{none}</option>}
        <PersonOptions only={(person) => person.active && person.id !== without} chosen={value} />
      </select>
    </label>
  );
}
