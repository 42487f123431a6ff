import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { ApiProblem, api, remove } from "../../api/client";
import { useDocument, useDocuments, type PolicyDocument } from "../../api/desk";
import { useNames } from "../../api/people";
import { useMay } from "../../api/rights";
import { navigate, pathTo, type Place } from "../../app/location";
import { Dialog } from "../../ui/Dialog";
import { Link } from "../../ui/Link";
import { Markdown } from "../../ui/Markdown";
import { Facts, Panel } from "../../ui/Parts";
import { Asked, Empty, sayProblem } from "../../ui/State";
import { Time } from "../../ui/Time";
import { words } from "../../words/en";
import { DocumentForm } from "./DocumentForm";

const text = words.documents;

function Remove({ document: shown }: { document: PolicyDocument }) {
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const taken = useMutation({
    mutationFn: () => remove(api`/v1/documents/${shown.name}`),
    onSuccess: async () => {
      setAsking(false);
      navigate(pathTo("desk", "documents"));
      await queries.invalidateQueries({ queryKey: ["documents"] });
    },
  });
  return (
    <>
      <button type="button" className="button" onClick={() => setAsking(true)}>
        {text.remove}
      </button>
      <Dialog title={text.remove} open={asking} onClose={() => setAsking(false)}>
        <div className="fields">
          <p>{text.removeSure(shown.title)}</p>
          <p role="alert" className="bad-text">
            {taken.isError && sayProblem(taken.error)}
          </p>
          <button type="button" className="button danger" disabled={taken.isPending} onClick={() => taken.mutate()}>
            {text.remove}
          </button>
        </div>
      </Dialog>
    </>
  );
}

function readersInWords(readers: readonly string[], nameOf: (id: string) => string): string {
  if (readers.length === 0) return text.everybody;
  return readers.map((reader) => (reader.startsWith("team:") ? text.team(reader.slice("team:".length)) : nameOf(reader.slice("person:".length)))).join(", ");
}

/** The part of a text between two of its bytes; sections are cut at line ends. */
function passage(bytes: Uint8Array, from: number, to: number): string {
  return new TextDecoder().decode(bytes.subarray(from, to));
}

function Sections({ document: shown, source, cited }: { document: PolicyDocument; source: string; cited: number | null }) {
  const bytes = new TextEncoder().encode(source);
  const place = useRef<HTMLElement>(null);
  useEffect(() => place.current?.scrollIntoView({ block: "center" }), [cited]);
  return shown.sections.map(({ from, to }) => (
    <section key={from} ref={from === cited ? place : null} className={from === cited ? "passage cited" : "passage"}>
      {from === cited && <p className="badge wait">{text.citedHere}</p>}
      <Markdown source={passage(bytes, from, to)} under={2} />
    </section>
  ));
}

function Shown({ name, cited, citedVersion, changing }: { name: string; cited: number | null; citedVersion: string | null; changing: boolean }) {
  const found = useDocument(name);
  const nameOf = useNames();
  const mayWrite = useMay("documents.write");
  if (found.error instanceof ApiProblem && found.error.status === 404) return <Empty title={text.missing}>{text.missingNote}</Empty>;
  return (
    <Asked query={found} rows={10}>
      {(shown) => {
        if (changing) return <DocumentForm earlier={shown} />;
        const actions = mayWrite && (
          <>
            <Link to={pathTo("desk", "documents", name, { change: "1" })} className="button">
              {text.addVersion}
            </Link>
            <Remove document={shown} />
          </>
        );
        return (
          <Panel title={shown.title} note={text.versionNow(shown.version)} actions={actions}>
            {citedVersion !== null && citedVersion !== shown.version && (
              <p className="changed-note" role="status">
                {text.otherVersion(citedVersion, shown.version)}
              </p>
            )}
            <Facts
              facts={[
                [text.owner, shown.owner === null ? null : nameOf(shown.owner)],
                [text.readers, readersInWords(shown.readers, nameOf)],
                [text.added, <Time key="at" at={shown.added_at} />],
                [text.fingerprint, <span key="hash" className="mono">{shown.hash.slice(0, 16)}</span>],
              ]}
            />
            <Sections document={shown} source={shown.text} cited={cited} />
          </Panel>
        );
      }}
    </Asked>
  );
}

export function DocumentsTab({ place }: { place: Place }) {
  const documents = useDocuments();
  const mayWrite = useMay("documents.write");
  const adding = place.query.has("add") && mayWrite;
  const chosen = adding ? null : place.part;
  const from = place.query.get("from");
  const add = mayWrite && !adding && (
    <Link to={pathTo("desk", "documents", null, { add: "1" })} className="button">
      {text.add}
    </Link>
  );
  return (
    <Asked query={documents} rows={8}>
      {({ items }) => {
        if (items.length === 0 && chosen === null && !adding) {
          return (
            <Empty title={text.none}>
              <p>{text.noneNote}</p>
              <p className="empty-action">{add}</p>
            </Empty>
          );
        }
        return (
          <div className="split">
            <div className="fields">
              {items.length > 0 && (
                <nav aria-label={text.list}>
                  <ul className="side-list">
                    {items.map((one) => (
                      <li key={one.name}>
                        <Link to={pathTo("desk", "documents", one.name)} aria-current={one.name === chosen ? "page" : undefined}>
                          {one.title} <span className="soft">{text.versionNow(one.version)}</span>
                        </Link>
                      </li>
                    ))}
                  </ul>
                </nav>
              )}
              {add}
            </div>
            <div>
              {adding && <DocumentForm earlier={null} />}
              {!adding && chosen === null && <Empty title={text.choose} />}
              {chosen !== null && <Shown key={chosen} name={chosen} cited={from === null ? null : Number(from)} citedVersion={place.query.get("cited")} changing={place.query.has("change") && mayWrite} />}
            </div>
          </div>
        );
      }}
    </Asked>
  );
}
