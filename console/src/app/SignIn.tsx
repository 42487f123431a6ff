import { Tabs } from "radix-ui";
import { useState, type SyntheticEvent } from "react";
import type { SessionControl } from "../api/session";
import { sayProblem } from "../ui/State";
import { words } from "../words/en";

type Way = "name" | "token";

export function SignIn({ control }: { control: SessionControl }) {
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const [way, setWay] = useState<Way>("name");
  const submit = async (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => (form.get(name) as string | null) ?? "";
    setBusy(true);
    setProblem("");
    try {
      if (way === "name") await control.signIn(text("login"), text("password"));
      else if (!(await control.useWorkspaceToken(text("token").trim()))) setProblem(words.signIn.wrongToken);
    } catch (error) {
      setProblem(sayProblem(error));
    }
    setBusy(false);
  };
  return (
    <main className="entrance">
      <title>{words.app.pageTitle(words.signIn.title)}</title>
      <h1>{words.app.name}</h1>
      <Tabs.Root
        value={way}
        onValueChange={(next) => {
          setWay(next as Way);
          setProblem("");
        }}
      >
        <Tabs.List className="tabs" aria-label={words.signIn.ways}>
          <Tabs.Trigger className="tab" value="name">
            {words.signIn.byName}
          </Tabs.Trigger>
          <Tabs.Trigger className="tab" value="token">
            {words.signIn.byToken}
          </Tabs.Trigger>
        </Tabs.List>
        <form onSubmit={(event) => void submit(event)} className="entrance-form">
          <Tabs.Content value="name" tabIndex={-1} className="fields">
            <label className="field">
              {words.signIn.login}
              <input name="login" autoComplete="username" required />
            </label>
            <label className="field">
              {words.signIn.password}
              <input name="password" type="password" autoComplete="current-password" required />
            </label>
          </Tabs.Content>
          <Tabs.Content value="token" tabIndex={-1} className="fields">
            <label className="field">
              {words.signIn.token}
              <input name="token" type="password" autoComplete="off" required />
            </label>
            <p className="soft">{words.signIn.tokenNote}</p>
          </Tabs.Content>
          <div role="alert" className="bad-text">
            {problem}
          </div>
          <button className="button primary" disabled={busy}>
            {words.signIn.submit}
          </button>
        </form>
      </Tabs.Root>
    </main>
  );
}
