import { words } from "../words/en";
import { sayProblem } from "./State";

interface Props {
  pending: boolean;
  error: Error | null;
  /** What to say once it is done; nothing while it is empty. */
  done?: string | false;
  /** What the button says. */
  label?: string;
  disabled?: boolean;
}

/** The end of a form: its button, and beside it what came of it. */
export function FormFooter({ pending, error, done = false, label = words.state.save, disabled = false }: Props) {
  return (
    <div className="actions">
      <button className="button primary" disabled={pending || disabled}>
        {label}
      </button>
      <span role="status" className="soft">
        {done}
      </span>
      <span role="alert" className="bad-text">
        {error !== null && sayProblem(error)}
      </span>
    </div>
  );
}
