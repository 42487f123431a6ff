import { useId } from "react";
import { words } from "../../words/en";
import { emptyTest, operatorsOf, type Attribute, type Operator, type Test } from "./condition";

const text = words.conditions;
const withValue: readonly Operator[] = ["is", "not", "starts", "least", "most"];

interface Props {
  test: Test;
  /** Undefined: none is called so. */
  attribute: Attribute | undefined;
  onName: (name: string) => void;
  onChange: (test: Test) => void;
  onRemove: () => void;
}

function Typed({ label, value, hint, options, onChange }: { label: string; value: string; hint?: string; options?: readonly string[]; onChange: (value: string) => void }) {
  const id = useId();
  return (
    <label className="field">
      {label}
      <input value={value} placeholder={hint} list={options === undefined || options.length === 0 ? undefined : id} autoComplete="off" spellCheck={false} onChange={(event) => onChange(event.target.value)} />
      {options !== undefined && options.length > 0 && (
        <datalist id={id}>
          {options.map((option) => (
            <option key={option} value={option} />
          ))}
        </datalist>
      )}
    </label>
  );
}

/** One test of a condition; which operators there are follows from the attribute's type. */
export function TestRow({ test, attribute, onName, onChange, onRemove }: Props) {
  const operators = operatorsOf[attribute?.type ?? "text"];
  const several = test.operator === "is" || test.operator === "not" || test.operator === "starts";
  return (
    <div className="test-row">
      <label className="field">
        {text.attribute}
        <input list="attributes" value={test.attribute} autoComplete="off" spellCheck={false} onChange={(event) => onName(event.target.value.trim())} />
      </label>
      <label className="field">
        {text.operator}
        <select value={operators.includes(test.operator) ? test.operator : operators[0]} onChange={(event) => onChange({ ...test, operator: event.target.value as Operator })}>
          {operators.map((operator) => (
            <option key={operator} value={operator}>
              {text.operators[operator]}
            </option>
          ))}
        </select>
      </label>
      <div className="joined">
        {withValue.includes(test.operator) && <Typed label={text.value} value={test.value} {...(several ? { hint: text.valueHint } : {})} {...(attribute === undefined ? {} : { options: attribute.values })} onChange={(value) => onChange({ ...test, value })} />}
        {test.operator === "between" && (
          <>
            <Typed label={text.from} value={test.value} onChange={(value) => onChange({ ...test, value })} />
            <Typed label={text.upTo} value={test.upTo} onChange={(upTo) => onChange({ ...test, upTo })} />
          </>
        )}
      </div>
      <button type="button" className="button quiet" aria-label={text.remove(test.attribute === emptyTest.attribute ? text.nothing : test.attribute)} onClick={onRemove}>
        {text.removeShort}
      </button>
    </div>
  );
}
