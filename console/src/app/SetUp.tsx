import { useState, type SyntheticEvent } from "react";
import type { SessionControl } from "../api/session";
import { sayProblem } from "../ui/State";
import { words } from "../words/en";
import { navigate } from "./location";

// Taken out of the address at once, so that it stays in no history.
const setUpToken = window.location.pathname === "/setup" ? window.location.hash.slice(1) : "";
if (setUpToken !== "") window.history.replaceState(null, "", "/setup");

const fields = [
  ["login", words.signIn.login, "text", "username"],
  ["name", words.signIn.fullName, "text", "name"],
  ["email", words.signIn.email, "email", "email"],
  ["password", words.signIn.password, "password", "new-password"],
] as const;

/** The first administrator, by the one-time link that the first start prints. */
export function SetUp({ control }: { control: SessionControl }) {
  const [problem, setProblem] = useState(setUpToken === "" ? words.signIn.noSetUp : "");
  const submit = async (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => form.get(name) as string;
    try {
      const who = { login: text("login"), name: text("name"), email: text("email"), password: text("password") };
      await control.setUp(setUpToken, who);
      navigate("/", { replace: true });
    } catch (error) {
      setProblem(sayProblem(error));
    }
  };
  return (
    <main className="entrance">
      <title>{words.app.pageTitle(words.signIn.setUpTitle)}</title>
      <h1>{words.signIn.setUpTitle}</h1>
      <p className="soft">{words.signIn.setUpNote}</p>
      <form onSubmit={(event) => void submit(event)} className="entrance-form fields">
        {fields.map(([name, label, type, complete]) => (
          <label key={name} className="field">
            {label}
            <input name={name} type={type} autoComplete={complete} required />
          </label>
        ))}
        <div role="alert" className="bad-text">
          {problem}
        </div>
        <button className="button primary" disabled={setUpToken === ""}>
          {words.signIn.make}
        </button>
      </form>
    </main>
  );
}
