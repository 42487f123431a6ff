import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { SyntheticEvent } from "react";
import { post } from "../../api/client";
import type { PolicyDocument } from "../../api/desk";
import { usePeople } from "../../api/people";
import { navigate, pathTo } from "../../app/location";
import { Link } from "../../ui/Link";
import { Panel } from "../../ui/Parts";
import { PersonOptions } from "../../ui/PersonOptions";
import { sayProblem } from "../../ui/State";
import { words } from "../../words/en";

const text = words.documents;
const mostTitle = 200;

/** `4` after `3`, `2.2` after `2.1`; what has no number at its end is for the writer to change. */
function versionAfter(version: string): string {
  return version.replace(/\d+$/, (number) => String(Number(number) + 1));
}

/** Without the block of its readers, which has a field of its own. */
const withoutReaders = (stored: string) => stored.replace(/^---\nreaders:[^\n]*\n---\n/, "");

/** One value of the front matter is one line. */
const oneLine = (value: string) => value.replace(/\s+/g, " ").trim();

/** `earlier` null: a document that is not there yet. */
export function DocumentForm({ earlier }: { earlier: (PolicyDocument & { text: string }) | null }) {
  const people = usePeople();
  const queries = useQueryClient();
  const saved = useMutation({
    mutationFn: (document: { name: string; text: string }) => post<PolicyDocument>("/v1/documents", document),
    onSuccess: async ({ name }) => {
      await queries.invalidateQueries({ queryKey: ["documents"] });
      navigate(pathTo("desk", "documents", name));
    },
  });
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const value = (name: string) => form.get(name) as string;
    const front = (["title", "version", "owner", "readers"] as const)
      .filter((name) => name !== "readers" || value(name).trim() !== "")
      .map((name) => `${name}: ${oneLine(value(name))}\n`)
      .join("");
    saved.mutate({ name: earlier?.name ?? oneLine(value("name")), text: `---\n${front}---\n${value("text")}` });
  };
  return (
    <Panel title={earlier === null ? text.add : text.addVersion} note={earlier?.title}>
      <form className="panel-text fields" onSubmit={submit}>
        {earlier === null && (
          <label className="field">
            {text.name}
            <input name="name" required pattern="[a-z0-9\-]+" maxLength={100} autoComplete="off" spellCheck={false} aria-describedby="name-note" />
            <span id="name-note">{text.nameNote}</span>
          </label>
        )}
        <label className="field">
          {text.title}
          <input name="title" required maxLength={mostTitle} defaultValue={earlier?.title ?? ""} autoComplete="off" />
        </label>
        <label className="field narrow">
          {text.version}
          <input name="version" required maxLength={mostTitle} defaultValue={earlier === null ? "1" : versionAfter(earlier.version)} autoComplete="off" />
        </label>
        {people.data !== undefined && (
          <label className="field">
            {text.owner}
            <select name="owner" required defaultValue={earlier?.owner ?? ""}>
              <PersonOptions />
            </select>
          </label>
        )}
        <label className="field">
          {text.readers}
          <input name="readers" defaultValue={earlier?.readers.join(", ") ?? ""} autoComplete="off" spellCheck={false} aria-describedby="readers-note" />
          <span id="readers-note">{text.readersNote}</span>
        </label>
        <label className="field">
          {text.text}
          <textarea name="text" className="mono" rows={18} required defaultValue={withoutReaders(earlier?.text ?? "")} spellCheck />
        </label>
        <div className="actions">
          <button className="button primary" disabled={saved.isPending || people.data === undefined}>
            {text.save}
          </button>
          <Link to={pathTo("desk", "documents", earlier?.name)} className="button quiet">
            {words.state.cancel}
          </Link>
          <span role="alert" className="bad-text">
            {saved.isError && sayProblem(saved.error)}
          </span>
        </div>
      </form>
    </Panel>
  );
}
