import { useSessionControl } from "../api/session";
import { UserContext } from "../api/rights";
import { Failed } from "../ui/State";
import { words } from "../words/en";
import { usePlace } from "./location";
import { Pages } from "./Pages";
import { SetUp } from "./SetUp";
import { Shell } from "./Shell";
import { SignIn } from "./SignIn";

export function App() {
  const control = useSessionControl();
  const place = usePlace();
  const { session } = control;
  if (session.state === "asking") return <div className="curtain" role="status" aria-label={words.state.loading} />;
  if (session.state === "failed") {
    return (
      <main className="entrance">
        <h1>{words.app.name}</h1>
        <Failed error={session.problem} retry={control.retry} />
      </main>
    );
  }
  if (session.state === "out") return place.page === "setup" ? <SetUp control={control} /> : <SignIn control={control} />;
  return (
    <UserContext value={session.user}>
      <Shell place={place} user={session.user} onSignOut={control.signOut}>
        <Pages place={place} />
      </Shell>
    </UserContext>
  );
}
