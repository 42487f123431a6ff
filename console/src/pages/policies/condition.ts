// The short form of a condition (docs/policy-guide.md): read from a line of YAML, built, written back.

export type AttributeType = "text" | "integer" | "boolean";

export interface Attribute {
  name: string;
  type: AttributeType;
  own: boolean;
  values: readonly string[];
}

export type Operator = "is" | "not" | "starts" | "between" | "least" | "most" | "yes" | "no" | "known" | "unknown";

export const operatorsOf: Record<AttributeType, readonly Operator[]> = {
  text: ["is", "not", "starts", "known", "unknown"],
  integer: ["is", "not", "between", "least", "most", "known", "unknown"],
  boolean: ["yes", "no", "known", "unknown"],
};

export interface Test {
  attribute: string;
  operator: Operator;
  /** As typed: several separated by commas; of a range its beginning. */
  value: string;
  /** Of a range its end. */
  upTo: string;
}

/** One of the alternatives has to hold, and of it every test. */
export type Alternatives = readonly (readonly Test[])[];

export const emptyTest: Test = { attribute: "", operator: "is", value: "", upTo: "" };

export function valuesOf(typed: string): string[] {
  return typed
    .split(",")
    .map((value) => value.trim())
    .filter((value) => value !== "");
}

// A plain text of YAML that reads as that text, also inside `{}` and `[]`; whatever else is quoted.
const plain = /^[A-Za-z_\u00c0-\u024f][A-Za-z0-9_\u00c0-\u024f./+@&' -]*$/;
const wouldBeOther = /^(true|false|null|yes|no|on|off|~)$/i;

function scalar(value: string): string {
  if (plain.test(value) && !wouldBeOther.test(value) && !value.endsWith(" ")) return value;
  return JSON.stringify(value);
}

function list(values: readonly string[], quote: boolean): string {
  const written = values.map((value) => (quote ? scalar(value) : value));
  return written.length === 1 ? (written[0] ?? "") : `[${written.join(", ")}]`;
}

function valueText({ operator, value, upTo }: Test, type: AttributeType): string {
  const quote = type === "text";
  switch (operator) {
    case "is":
      return list(valuesOf(value), quote);
    case "not":
      return `{not: ${list(valuesOf(value), quote)}}`;
    case "starts":
      return `{starts: ${list(valuesOf(value), quote)}}`;
    case "between":
      return `${value.trim()}..${upTo.trim()}`;
    case "least":
      return `${value.trim()}..`;
    case "most":
      return `..${value.trim()}`;
    case "yes":
      return "true";
    case "no":
      return "false";
    case "known":
      return "{known: true}";
    case "unknown":
      return "{known: false}";
  }
}

export type TypeOf = (attribute: string) => AttributeType | undefined;

/** The same test of another attribute, by an operator that its type has. */
export function named(test: Test, attribute: string, typeOf: TypeOf): Test {
  const operators = operatorsOf[typeOf(attribute) ?? "text"];
  return { ...test, attribute, operator: operators.includes(test.operator) ? test.operator : (operators[0] ?? "is") };
}

function mapText(tests: readonly Test[], typeOf: TypeOf): string {
  return `{${tests.map((test) => `${test.attribute}: ${valueText(test, typeOf(test.attribute) ?? "text")}`).join(", ")}}`;
}

export function conditionText(alternatives: Alternatives, typeOf: TypeOf): string {
  const maps = alternatives.filter((tests) => tests.length > 0).map((tests) => mapText(tests, typeOf));
  return maps.length === 1 ? (maps[0] ?? "{}") : `{any: [${maps.join(", ")}]}`;
}

/** Where the text of a condition stands. */
export interface Span {
  from: number;
  to: number;
}

/** The map after `when:` or `require:` in the line of the cursor; null where there is none. */
export function spanAt(text: string, cursor: number): Span | null {
  const start = text.lastIndexOf("\n", cursor - 1) + 1;
  const end = text.indexOf("\n", cursor);
  const line = text.slice(start, end === -1 ? text.length : end);
  const key = /\b(?:when|require):\s*\{/.exec(line);
  if (key === null) return null;
  const from = start + key.index + key[0].length - 1;
  let depth = 0;
  let quote = "";
  for (let at = from; at < text.length; at++) {
    const letter = text.charAt(at);
    if (quote !== "") quote = letter === quote ? "" : quote;
    // An apostrophe within a plain text quotes nothing.
    else if ((letter === '"' || letter === "'") && /[{[,:]\s*$/.test(text.slice(from, at))) quote = letter;
    else if (letter === "{" || letter === "[") depth++;
    else if ((letter === "}" || letter === "]") && --depth === 0) return { from, to: at + 1 };
  }
  return null;
}

type Node = string | Node[] | Map<string, Node>;

/** Flow collections of plain and quoted texts, which is all that the short form has. */
class FlowReader {
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  read(): Node | null {
    const node = this.node();
    this.space();
    return this.at === this.text.length ? node : null;
  }

  private space(): void {
    while (/\s/.test(this.text.charAt(this.at))) this.at++;
  }

  private node(): Node | null {
    this.space();
    const letter = this.text.charAt(this.at);
    if (letter === "{") return this.map();
    if (letter === "[") return this.list();
    return this.word(/[,\]}]/);
  }

  private word(ends: RegExp): string | null {
    this.space();
    const quote = this.text.charAt(this.at);
    if (quote === '"' || quote === "'") {
      const end = this.text.indexOf(quote, this.at + 1);
      const inner = this.text.slice(this.at + 1, end);
      // Escapes and doubled quotes are left to whoever edits the text.
      if (end === -1 || inner.includes("\\") || this.text.charAt(end + 1) === quote) return null;
      this.at = end + 1;
      return inner;
    }
    const from = this.at;
    while (this.at < this.text.length && !ends.test(this.text.charAt(this.at))) this.at++;
    const word = this.text.slice(from, this.at).trim();
    return word === "" ? null : word;
  }

  private list(): Node[] | null {
    const items: Node[] = [];
    for (this.at++; ; this.at++) {
      const item = this.node();
      if (item === null) return null;
      items.push(item);
      this.space();
      if (this.text.charAt(this.at) === "]") break;
      if (this.text.charAt(this.at) !== ",") return null;
    }
    this.at++;
    return items;
  }

  private map(): Map<string, Node> | null {
    const map = new Map<string, Node>();
    for (this.at++; ; this.at++) {
      const key = this.word(/[:,\]}]/);
      if (key === null || this.text.charAt(this.at) !== ":") return null;
      this.at++;
      const value = this.node();
      if (value === null || map.has(key)) return null;
      map.set(key, value);
      this.space();
      if (this.text.charAt(this.at) === "}") break;
      if (this.text.charAt(this.at) !== ",") return null;
    }
    this.at++;
    return map;
  }
}

function joined(node: Node | undefined): string | null {
  if (typeof node === "string") return node.includes(",") ? null : node;
  if (!Array.isArray(node)) return null;
  const texts = node.map((item) => (typeof item === "string" && !item.includes(",") ? item : null));
  return texts.includes(null) ? null : texts.join(", ");
}

function testOf(attribute: string, node: Node, type: AttributeType): Test | null {
  const test = (operator: Operator, value = "", upTo = ""): Test => ({ attribute, operator, value, upTo });
  if (node instanceof Map) {
    const [operator, value] = [...node][0] ?? ["", ""];
    if (node.size !== 1) return null;
    if (operator === "known") return value === "true" ? test("known") : value === "false" ? test("unknown") : null;
    const values = joined(value);
    if (values === null) return null;
    return operator === "not" || operator === "starts" ? test(operator, values) : operator === "any" ? test("is", values) : null;
  }
  const values = joined(node);
  if (values === null) return null;
  if (type === "boolean") return values === "true" ? test("yes") : values === "false" ? test("no") : null;
  const range = type === "integer" ? /^(-?\d*)\.\.(-?\d*)$/.exec(values) : null;
  if (range === null) return test("is", values);
  const [, low = "", high = ""] = range;
  return high === "" ? test("least", low) : low === "" ? test("most", high) : test("between", low, high);
}

function testsOf(map: Map<string, Node>, typeOf: TypeOf): Test[] | null {
  const tests: Test[] = [];
  for (const [attribute, node] of map) {
    const test = testOf(attribute, node, typeOf(attribute) ?? "text");
    if (test === null) return null;
    tests.push(test);
  }
  return tests;
}

/** What the builder can show of a condition; null for what it cannot, which stays a text. */
export function conditionOf(text: string, typeOf: TypeOf): Alternatives | null {
  const node = new FlowReader(text).read();
  if (!(node instanceof Map)) return null;
  const any = node.get("any");
  const maps = node.size === 1 && Array.isArray(any) ? any : [node];
  const alternatives = maps.map((map) => (map instanceof Map ? testsOf(map, typeOf) : null));
  return alternatives.some((tests) => tests === null) ? null : (alternatives as Test[][]);
}
