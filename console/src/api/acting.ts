// Whom the reader is, as a person of the workspace: their own, or whom the workspace token acts for.
import { use, useSyncExternalStore } from "react";
import { actingPerson, setActing } from "./client";
import { UserContext } from "./rights";

const changes = new EventTarget();

function listen(changed: () => void): () => void {
  changes.addEventListener("changed", changed);
  return () => changes.removeEventListener("changed", changed);
}

export function actAs(person: string | null): void {
  setActing(person);
  changes.dispatchEvent(new Event("changed"));
}

export interface Reader {
  /** Null: nobody of the workspace, so nothing is theirs. */
  person: string | null;
  /** Whoever has the workspace token says for whom they act. */
  byToken: boolean;
}

export function useReader(): Reader {
  const user = use(UserContext);
  const acting = useSyncExternalStore(listen, actingPerson);
  return user === null ? { person: acting, byToken: true } : { person: user.person, byToken: false };
}
