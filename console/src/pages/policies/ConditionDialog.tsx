import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, get } from "../../api/client";
import { Dialog } from "../../ui/Dialog";
import { Asked } from "../../ui/State";
import { words } from "../../words/en";
import { conditionOf, conditionText, emptyTest, named, spanAt, type Alternatives, type Attribute, type Span, type Test } from "./condition";
import { problemsOf } from "./conditionProblems";
import { useCheck, type Files } from "./draft";
import { TestRow } from "./TestRow";

const text = words.conditions;

interface Props {
  version: string;
  path: string;
  files: Files;
  /** Where in the file; null: closed. */
  cursor: number | null;
  onClose: () => void;
  onWrite: (content: string) => void;
}

const replaced = (content: string, { from, to }: Span, condition: string) => content.slice(0, from) + condition + content.slice(to);
const lineOf = (content: string, at: number) => content.slice(0, at).split("\n").length;

/** What the check of the whole policy says with the condition that it does not say without it. */
function useNewErrors(files: Files, path: string, content: string): readonly string[] {
  const before = useCheck(files).checked?.findings ?? [];
  const { checked } = useCheck({ ...files, [path]: content });
  const known = before.map((finding) => finding.message);
  return (checked?.findings ?? []).filter((finding) => finding.severity === "error" && !known.includes(finding.message)).map((finding) => finding.message);
}

function Builder({ attributes, path, files, cursor, onClose, onWrite }: Omit<Props, "version" | "cursor"> & { attributes: readonly Attribute[]; cursor: number }) {
  const content = files[path] ?? "";
  const typeOf = (name: string) => attributes.find((attribute) => attribute.name === name)?.type;
  const [span] = useState<Span>(() => {
    const found = spanAt(content, cursor);
    // What it cannot show, it leaves alone.
    return found !== null && conditionOf(content.slice(found.from, found.to), typeOf) !== null ? found : { from: cursor, to: cursor };
  });
  const [alternatives, setAlternatives] = useState<Alternatives>(() => conditionOf(content.slice(span.from, span.to), typeOf) ?? [[emptyTest]]);
  const problems = problemsOf(alternatives, typeOf);
  const condition = conditionText(alternatives, typeOf);
  const next = problems.length === 0 ? replaced(content, span, condition) : content;
  const errors = useNewErrors(files, path, next);
  const change = (place: number, tests: readonly Test[]) => setAlternatives(alternatives.map((one, at) => (at === place ? tests : one)).filter((one) => one.length > 0));
  return (
    <div className="fields">
      <p className="soft">{span.to > span.from ? text.editing(lineOf(content, span.from)) : text.inserting}</p>
      <datalist id="attributes">
        {attributes.map((attribute) => (
          <option key={attribute.name} value={attribute.name} />
        ))}
      </datalist>
      {alternatives.map((tests, place) => (
        <fieldset key={place} className="alternative">
          <legend>{alternatives.length === 1 ? text.allHold : text.alternative(place + 1)}</legend>
          {tests.map((test, at) => (
            <TestRow
              key={at}
              test={test}
              attribute={attributes.find((attribute) => attribute.name === test.attribute)}
              onName={(name) => change(place, tests.map((one, other) => (other === at ? named(one, name, typeOf) : one)))}
              onChange={(changed) => change(place, tests.map((one, other) => (other === at ? changed : one)))}
              onRemove={() => change(place, tests.filter((_, other) => other !== at))}
            />
          ))}
          <div className="actions">
            <button type="button" className="button" onClick={() => change(place, [...tests, emptyTest])}>
              {text.add}
            </button>
          </div>
        </fieldset>
      ))}
      <div className="actions">
        <button type="button" className="button" onClick={() => setAlternatives([...alternatives, [emptyTest]])}>
          {alternatives.length === 0 ? text.add : text.addAlternative}
        </button>
      </div>
      <div>
        <h3>{text.text}</h3>
        <pre className="condition-text">{problems.length === 0 ? condition : text.nothing}</pre>
      </div>
      <div role="alert" className="bad-text">
        {problems.map((problem) => (
          <p key={problem}>{problem}</p>
        ))}
        {problems.length === 0 && errors.length > 0 && (
          <>
            <p>{text.newErrors}</p>
            {errors.map((error) => (
              <p key={error}>{error}</p>
            ))}
          </>
        )}
      </div>
      <div className="actions">
        <button
          type="button"
          className="button primary"
          disabled={problems.length > 0}
          onClick={() => {
            onWrite(next);
            onClose();
          }}
        >
          {text.write}
        </button>
      </div>
    </div>
  );
}

/** Writes the short form: changes the condition in the cursor's line, or puts a new one there. */
export function ConditionDialog({ version, cursor, onClose, ...rest }: Props) {
  const attributes = useQuery({
    queryKey: ["policies", version, "attributes"],
    queryFn: () => get<{ attributes: Attribute[] }>(api`/v1/policies/${version}/attributes`),
    enabled: cursor !== null,
    staleTime: Infinity,
  });
  return (
    <Dialog title={text.title} open={cursor !== null} onClose={onClose} wide>
      <Asked query={attributes} rows={4}>
        {(found) => cursor !== null && <Builder {...rest} attributes={found.attributes} cursor={cursor} onClose={onClose} />}
      </Asked>
    </Dialog>
  );
}
