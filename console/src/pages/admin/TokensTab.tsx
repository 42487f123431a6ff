import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { SyntheticEvent } from "react";
import { ApiProblem, api, get, post, remove } from "../../api/client";
import { Panel } from "../../ui/Parts";
import { Asked, Empty, sayProblem } from "../../ui/State";
import { Time } from "../../ui/Time";
import { words } from "../../words/en";

const text = words.admin;
const dayMs = 86_400_000;

interface Token {
  id: string;
  name: string;
  roles?: string[];
  expires_at: string | null;
}

/** Null where the server has none. */
async function fetchTokens(): Promise<Token[] | null> {
  try {
    const answer = await get<Token[] | { tokens: Token[] }>("/v1/tokens");
    return Array.isArray(answer) ? answer : answer.tokens;
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return null;
    throw error;
  }
}

export function TokensTab() {
  const queries = useQueryClient();
  const tokens = useQuery({ queryKey: ["tokens"], queryFn: fetchTokens });
  const settled = () => queries.invalidateQueries({ queryKey: ["tokens"] });
  const make = useMutation({ mutationFn: (wanted: Record<string, unknown>) => post<{ token: string }>("/v1/tokens", wanted), onSuccess: settled });
  const revoke = useMutation({ mutationFn: (id: string) => remove(api`/v1/tokens/${id}`), onSuccess: settled });
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    make.mutate({ name: form.get("name"), roles: [form.get("role")], expires_at: new Date(Date.now() + Number(form.get("days")) * dayMs).toISOString() });
  };
  return (
    <Asked query={tokens}>
      {(all) =>
        all === null ? (
          <Empty title={text.noSessions}>{text.noSessionsNote}</Empty>
        ) : (
          <>
            <Panel title={text.tokens}>
              {all.length === 0 && <Empty title={text.noTokens} />}
              <ul className="findings">
                {all.map((token) => (
                  <li key={token.id}>
                    <button type="button" className="button" onClick={() => revoke.mutate(token.id)}>
                      {text.revoke}
                    </button>
                    <div>
                      {token.name} <span className="soft">{token.roles?.join(", ")}</span>{" "}
                      {token.expires_at !== null && (
                        <span className="soft">
                          {text.expires} <Time at={token.expires_at} clock />
                        </span>
                      )}
                    </div>
                  </li>
                ))}
              </ul>
            </Panel>
            <Panel title={text.make}>
              <form className="panel-text fields form-narrow" onSubmit={submit}>
                <label className="field">
                  {text.tokenName}
                  <input name="name" required />
                </label>
                <label className="field">
                  {text.tokenRole}
                  <select name="role" defaultValue="service">
                    {Object.entries(text.roleNames).map(([role, name]) => (
                      <option key={role} value={role}>
                        {name}
                      </option>
                    ))}
                  </select>
                </label>
                <label className="field">
                  {text.tokenDays}
                  <input name="days" type="number" min="1" max="366" defaultValue="90" required />
                </label>
                <div className="actions">
                  <button className="button primary">{text.make}</button>
                  <span role="alert" className="bad-text">
                    {make.isError ? sayProblem(make.error) : revoke.isError && sayProblem(revoke.error)}
                  </span>
                </div>
                {make.data !== undefined && (
                  <p role="status">
                    {text.once} <code>{make.data.token}</code>
                  </p>
                )}
              </form>
            </Panel>
          </>
        )
      }
    </Asked>
  );
}
