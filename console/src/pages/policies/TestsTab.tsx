// What the tests of a version come to: each an example lead, what is expected of it and what came. Running them changes nothing.
import { useQuery } from "@tanstack/react-query";
import { api, get, post } from "../../api/client";
import { useNames } from "../../api/people";
import type { Attributes, Finding, PolicyVersion } from "../../api/types";
import { Badge, Facts, Panel } from "../../ui/Parts";
import { Said, useNamed } from "../../ui/Said";
import { ScrollTable } from "../../ui/ScrollTable";
import { Asked, Empty } from "../../ui/State";
import { Time } from "../../ui/Time";
import { words } from "../../words/en";
import { sayCode, spaced } from "../../words/en.codes";
import type { Draft } from "./draft";

const text = words.policyTests;

interface PolicyTest {
  name: string;
  file: string;
  line: number;
  /** When the example lead arrives. */
  at: string;
  lead: Attributes;
  passed: boolean;
  checks: { key: string; line: number; expected: string; got: string; met: boolean }[];
  why: string[];
}

interface Tested {
  policy_version: string | null;
  passed: number;
  failed: number;
  findings: Finding[];
  tests: PolicyTest[];
}

const fieldName = (name: string) => sayCode("fields", name).replaceAll(".", " ");
const said = (value: string) => (value === "" ? text.nothing : value);

function Checks({ test }: { test: PolicyTest }) {
  const nameOf = useNames();
  const named = useNamed();
  return (
    <ScrollTable label={text.checksOf(test.name)} stacked heads={[text.what, text.expected, text.got, text.outcome]}>
      {test.checks.map((check) => (
        <tr key={`${check.key} ${check.line}`}>
          <td>{named(spaced(check.key))}</td>
          <td data-label={text.expected}>{said(nameOf(check.expected))}</td>
          <td data-label={text.got}>{said(nameOf(check.got))}</td>
          <td data-label={text.outcome}>
            <Badge tone={check.met ? "good" : "bad"}>{check.met ? text.asExpected : text.otherwise}</Badge>
          </td>
        </tr>
      ))}
    </ScrollTable>
  );
}

function Test({ test }: { test: PolicyTest }) {
  const lead = Object.entries(test.lead).map(([name, value]) => [fieldName(name), typeof value === "boolean" ? (value ? words.state.yes : words.state.no) : String(value)] as const);
  return (
    <details className="policy-test" open={!test.passed}>
      <summary>
        <Badge tone={test.passed ? "good" : "bad"}>{test.passed ? text.passed : text.failed}</Badge>
        <span className="policy-test-name">{test.name}</span>
        <span className="soft">{text.place(test.file, test.line)}</span>
      </summary>
      <h3 className="panel-sub">{text.lead}</h3>
      <Facts facts={[[text.arrives, <Time key="at" at={test.at} clock />], ...lead]} />
      <Checks test={test} />
      {test.why.length > 0 && (
        <>
          <h3 className="panel-sub">{text.why}</h3>
          <ul className="panel-text plain-lines">
            {test.why.map((line) => (
              <li key={line}>
                <Said>{line}</Said>
              </li>
            ))}
          </ul>
        </>
      )}
    </details>
  );
}

function Faults({ findings }: { findings: readonly Finding[] }) {
  if (findings.length === 0) return null;
  return (
    <ul className="findings">
      {findings.map((one) => (
        <li key={`${one.file} ${one.line} ${one.column} ${one.message}`}>
          <Badge tone={one.severity === "error" ? "bad" : "wait"}>{words.policies.severity[one.severity]}</Badge>
          <div>
            {one.message} <span className="soft">{words.policies.line(one.file, one.line, one.column)}</span>
          </div>
        </li>
      ))}
    </ul>
  );
}

function Results({ tested }: { tested: Tested }) {
  if (tested.tests.length === 0 && tested.findings.length === 0) return <Empty title={text.none}>{text.noneNote}</Empty>;
  // What failed comes first; within that as the files have them.
  const inOrder = tested.tests.toSorted((one, other) => Number(one.passed) - Number(other.passed));
  return (
    <>
      {tested.policy_version === null && <p className="panel-text bad-text">{text.broken}</p>}
      <Faults findings={tested.findings} />
      {inOrder.map((test) => (
        <Test key={`${test.file} ${test.line}`} test={test} />
      ))}
    </>
  );
}

export function TestsTab({ version, draft }: { version: PolicyVersion; draft: Draft }) {
  const files = draft.changed ? draft.files : null;
  const tested = useQuery({
    queryKey: ["policies", version.policy_version, "tests", files],
    queryFn: () => (files === null ? get<Tested>(api`/v1/policies/${version.policy_version}/tests`) : post<Tested>("/v1/policies/tests", { files })),
    // An older result would be taken for that of the files as they are now.
    gcTime: 0,
  });
  const counted = tested.data;
  return (
    <Panel
      title={draft.changed ? text.titleOfDraft : text.title}
      note={
        <span role="status">
          {tested.isFetching ? text.running : counted !== undefined && counted.tests.length + counted.failed > 0 && text.counted(counted.passed, counted.failed)}
        </span>
      }
      actions={
        <button type="button" className="button" disabled={tested.isFetching} onClick={() => void tested.refetch()}>
          {text.run}
        </button>
      }
    >
      <Asked query={tested} rows={6}>
        {(found) => <Results tested={found} />}
      </Asked>
    </Panel>
  );
}
