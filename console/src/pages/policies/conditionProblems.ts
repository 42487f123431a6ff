// What keeps a condition from being written, in words; the server checks the rest.
import { words } from "../../words/en";
import { operatorsOf, valuesOf, type Alternatives, type Test, type TypeOf } from "./condition";

const text = words.conditions;
const whole = /^-?\d+$/;

function problemOf(test: Test, typeOf: TypeOf): string | null {
  const { attribute, operator, value, upTo } = test;
  if (attribute === "") return text.missingAttribute;
  const type = typeOf(attribute);
  if (type === undefined) return text.unknown(attribute);
  if (!operatorsOf[type].includes(operator)) return text.missingValue(attribute);
  if (operator === "known" || operator === "unknown" || operator === "yes" || operator === "no") return null;
  if (operator === "between" || operator === "least" || operator === "most") {
    const ends = operator === "between" ? [value.trim(), upTo.trim()] : [value.trim()];
    if (ends.includes("")) return text.missingValue(attribute);
    if (!ends.every((end) => whole.test(end))) return text.wholeNumber(attribute);
    return operator === "between" && Number(value) > Number(upTo) ? text.wrongOrder(attribute) : null;
  }
  const values = valuesOf(value);
  if (values.length === 0) return text.missingValue(attribute);
  return type === "integer" && !values.every((one) => /^(-?\d+|-?\d+\.\.(-?\d+)?|\.\.-?\d+)$/.test(one)) ? text.wholeNumber(attribute) : null;
}

/** Each once. */
export function problemsOf(alternatives: Alternatives, typeOf: TypeOf): readonly string[] {
  const problems = new Set<string>();
  if (alternatives.length === 0) problems.add(text.missingAttribute);
  for (const tests of alternatives) {
    const names = tests.map((test) => test.attribute).filter((name) => name !== "");
    for (const test of tests) {
      const problem = problemOf(test, typeOf);
      if (problem !== null) problems.add(problem);
    }
    const twice = names.find((name, at) => names.indexOf(name) !== at);
    if (twice !== undefined) problems.add(text.twice(twice));
  }
  return [...problems];
}
