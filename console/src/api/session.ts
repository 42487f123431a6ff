// Who is signed in: a session of the server, or a workspace token that lives in this tab.
import { useCallback, useEffect, useState } from "react";
import { ApiProblem, get, hasToken, onRefused, post, remove, setCsrf, setToken } from "./client";
import type { SessionUser } from "./types";

interface SessionAnswer {
  user: SessionUser;
  csrf: string;
}

export type Session =
  | { state: "asking" }
  | { state: "out" }
  | { state: "failed"; problem: Error }
  /** Null: the workspace token, which may do everything. */
  | { state: "in"; user: SessionUser | null };

async function ask(): Promise<Session> {
  try {
    const answer = await get<SessionAnswer>("/v1/session");
    setCsrf(answer.csrf);
    return { state: "in", user: answer.user };
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status === 0 || error.status >= 500) {
      return { state: "failed", problem: error as Error };
    }
    if (!hasToken()) return { state: "out" };
  }
  // A server without sessions, or a token that is no user's: whether it is good shows when it is used.
  try {
    await get("/v1/policies");
    return { state: "in", user: null };
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 403) return { state: "in", user: null };
    setToken(null);
    return { state: "out" };
  }
}

/** Ends every session of theirs; this tab goes on in a new one. */
export async function changePassword(current: string, password: string): Promise<void> {
  setCsrf((await post<SessionAnswer>("/v1/session/password", { current, password })).csrf);
}

export interface SessionControl {
  session: Session;
  retry: () => void;
  signIn: (login: string, password: string) => Promise<void>;
  useWorkspaceToken: (token: string) => Promise<boolean>;
  setUp: (token: string, who: { login: string; name: string; email: string; password: string }) => Promise<void>;
  signOut: () => Promise<void>;
}

export function useSessionControl(): SessionControl {
  const [session, setSession] = useState<Session>({ state: "asking" });
  const retry = useCallback(() => {
    void ask().then(setSession);
  }, []);
  useEffect(() => {
    retry();
    return onRefused(() => {
      setToken(null);
      setCsrf(null);
      setSession({ state: "out" });
    });
  }, [retry]);
  const enter = (answer: SessionAnswer) => {
    setCsrf(answer.csrf);
    setSession({ state: "in", user: answer.user });
  };
  return {
    session,
    retry,
    signIn: async (login, password) => enter(await post<SessionAnswer>("/v1/session", { login, password })),
    useWorkspaceToken: async (token) => {
      setToken(token);
      const next = await ask();
      setSession(next);
      return next.state === "in";
    },
    setUp: async (token, who) => enter(await post<SessionAnswer>("/v1/session/setup", { token, ...who })),
    signOut: async () => {
      await remove("/v1/session").catch(() => undefined);
      setToken(null);
      setCsrf(null);
      setSession({ state: "out" });
    },
  };
}
