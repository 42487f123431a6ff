import { words } from "../words/en";

/** As the API takes them: `30m`, `4h`. */
export type Duration = keyof typeof words.time.durations;

interface Props {
  name: string;
  offered: readonly Duration[];
  value: Duration;
}

/** For how long something lasts from now. */
export function DurationSelect({ name, offered, value }: Props) {
  return (
    <label className="field">
      {words.time.lasts}
      <select name={name} defaultValue={value}>
        {offered.map((one) => (
          <option key={one} value={one}>
            {words.time.durations[one]}
          </option>
        ))}
      </select>
    </label>
  );
}
