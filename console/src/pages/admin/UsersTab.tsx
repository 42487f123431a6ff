import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { SyntheticEvent } from "react";
import { ApiProblem, api, get, patch, post } from "../../api/client";
import { useMay } from "../../api/rights";
import { Badge, Panel } from "../../ui/Parts";
import { PersonOptions } from "../../ui/PersonOptions";
import { ScrollTable } from "../../ui/ScrollTable";
import { Asked, Empty, sayProblem } from "../../ui/State";
import { words } from "../../words/en";

const text = words.admin;

interface User {
  id: string;
  login: string;
  name: string;
  email: string;
  roles: string[];
  person: string | null;
  active: boolean;
}

/** Null where the server has no users. */
async function fetchUsers(): Promise<User[] | null> {
  try {
    const answer = await get<User[] | { users: User[] }>("/v1/users");
    return Array.isArray(answer) ? answer : answer.users;
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return null;
    throw error;
  }
}

/** `onActive` null: who looks may not change users. */
function UserRow({ user, onActive }: { user: User; onActive: ((active: boolean) => void) | null }) {
  return (
    <tr>
      <td>
        {user.name} {!user.active && <Badge>{text.inactive}</Badge>}
      </td>
      <td data-label={text.login}>{user.login}</td>
      <td data-label={text.email}>{user.email}</td>
      <td data-label={text.roles}>{user.roles.map((role) => text.roleNames[role] ?? role).join(", ")}</td>
      <td>
        {onActive !== null && (
          <button type="button" className="button" onClick={() => onActive(!user.active)}>
            {user.active ? text.deactivate : text.activate}
          </button>
        )}
      </td>
    </tr>
  );
}

function AddUser({ onAdd, problem }: { onAdd: (user: Record<string, unknown>) => void; problem: string }) {
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const own = (name: string) => form.get(name) as string;
    onAdd({ login: own("login"), name: own("name"), email: own("email"), password: own("password"), roles: form.getAll("roles"), person: own("person") === "" ? null : own("person") });
  };
  return (
    <Panel title={text.add}>
      <form className="panel-text fields form-narrow" onSubmit={submit}>
        {(["login", "name", "email", "password"] as const).map((name) => (
          <label key={name} className="field">
            {text[name]}
            <input name={name} type={name === "password" ? "password" : name === "email" ? "email" : "text"} autoComplete={name === "password" ? "new-password" : "off"} required />
          </label>
        ))}
        <label className="field">
          {text.person}
          <select name="person">
            <option value="">{words.state.none}</option>
            <PersonOptions />
          </select>
        </label>
        <fieldset className="roles">
          <legend>{text.roles}</legend>
          {Object.entries(text.roleNames).map(([role, name]) => (
            <label key={role} className="check">
              <input type="checkbox" name="roles" value={role} />
              {name}
            </label>
          ))}
        </fieldset>
        <div className="actions">
          <button className="button primary">{text.add}</button>
          <span role="alert" className="bad-text">
            {problem}
          </span>
        </div>
      </form>
    </Panel>
  );
}

export function UsersTab() {
  const queries = useQueryClient();
  const mayWrite = useMay("users.write");
  const users = useQuery({ queryKey: ["users"], queryFn: fetchUsers });
  const settled = () => queries.invalidateQueries({ queryKey: ["users"] });
  const add = useMutation({ mutationFn: (user: Record<string, unknown>) => post("/v1/users", user), onSuccess: settled });
  const change = useMutation({ mutationFn: ({ id, active }: { id: string; active: boolean }) => patch(api`/v1/users/${id}`, { active }), onSuccess: settled });
  const problem = add.isError ? sayProblem(add.error) : change.isError ? sayProblem(change.error) : "";
  return (
    <Asked query={users}>
      {(all) =>
        all === null ? (
          <Empty title={text.noSessions}>{text.noSessionsNote}</Empty>
        ) : (
          <>
            <Panel title={text.users}>
              {all.length === 0 ? (
                <Empty title={text.noUsers}>{text.noSessionsNote}</Empty>
              ) : (
                <ScrollTable label={text.users} stacked heads={[text.name, text.login, text.email, text.roles, ""]}>
                  {all.map((user) => (
                    <UserRow key={user.id} user={user} onActive={mayWrite ? (active) => change.mutate({ id: user.id, active }) : null} />
                  ))}
                </ScrollTable>
              )}
            </Panel>
            {mayWrite && <AddUser key={all.length} onAdd={(user) => add.mutate(user)} problem={problem} />}
          </>
        )
      }
    </Asked>
  );
}
