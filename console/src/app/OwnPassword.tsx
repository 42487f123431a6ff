import { useState, type SyntheticEvent } from "react";
import { changePassword } from "../api/session";
import { Dialog } from "../ui/Dialog";
import { sayProblem } from "../ui/State";
import { words } from "../words/en";

const text = words.ownPassword;
const fields = [
  ["current", "current-password"],
  ["next", "new-password"],
  ["again", "new-password"],
] as const;

/** For whoever signed in by name and password. */
export function OwnPassword() {
  const [open, setOpen] = useState(false);
  const [said, setSaid] = useState("");
  const [done, setDone] = useState(false);
  const submit = async (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [current, next, again] = fields.map(([name]) => form.get(name) as string);
    if (next !== again) return setSaid(text.differ);
    try {
      await changePassword(current ?? "", next ?? "");
      setDone(true);
      setOpen(false);
    } catch (error) {
      setSaid(sayProblem(error));
    }
  };
  const ask = () => {
    setSaid("");
    setDone(false);
    setOpen(true);
  };
  return (
    <>
      <button type="button" className="button quiet" onClick={ask}>
        {text.change}
      </button>
      <span role="status" className="soft">
        {done && text.done}
      </span>
      <Dialog title={text.change} open={open} onClose={() => setOpen(false)}>
        <form className="fields" onSubmit={(event) => void submit(event)}>
          {fields.map(([name, complete]) => (
            <label key={name} className="field">
              {text[name]}
              <input name={name} type="password" autoComplete={complete} required />
            </label>
          ))}
          <p className="soft">{text.note}</p>
          <p role="alert" className="bad-text">
            {said}
          </p>
          <button className="button primary">{text.change}</button>
        </form>
      </Dialog>
    </>
  );
}
