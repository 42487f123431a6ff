// Who sees which personal fields of whose leads, as the rules in force say, which are changed by command; and within which
// bounds managers set weights.
import { useQuery } from "@tanstack/react-query";
import { get } from "../../api/client";
import { useNames } from "../../api/people";
import { Panel } from "../../ui/Parts";
import { ScrollTable } from "../../ui/ScrollTable";
import { Asked, Empty } from "../../ui/State";
import { words } from "../../words/en";
import { sayCode } from "../../words/en.codes";
import { WeightBoundsPanel } from "./WeightBoundsPanel";

const text = words.access;

interface Named {
  teams: readonly string[];
  regions: readonly string[];
}

interface Rule {
  name: string;
  of: Named | null;
  fields: readonly string[] | null;
  seen_by: Named & { people: readonly string[]; roles: readonly string[] };
}

interface Rules {
  rules: readonly Rule[];
  text: string | null;
  warning: string | null;
}

const listed = (label: (names: string) => string, names: readonly string[]) => (names.length === 0 ? [] : [label(names.join(", "))]);
const ofTeams = ({ teams, regions }: Named) => [...listed(text.teams, teams), ...listed(text.regions, regions)];
const fieldName = (field: string) => sayCode("fields", field).replaceAll(".", " ");

function RuleRow({ rule, nameOf }: { rule: Rule; nameOf: (id: string) => string }) {
  const { people, roles } = rule.seen_by;
  const seen = [...ofTeams(rule.seen_by), ...listed(text.roles, roles.map((role) => words.admin.roleNames[role] ?? role)), ...listed(text.people, people.map(nameOf))];
  return (
    <tr>
      <td>{rule.name}</td>
      <td data-label={text.whose}>{rule.of === null ? text.everyLead : ofTeams(rule.of).join("; ")}</td>
      <td data-label={text.which}>{rule.fields === null ? text.everyField : rule.fields.map(fieldName).join(", ")}</td>
      <td data-label={text.who}>{seen.join("; ")}</td>
    </tr>
  );
}

function PersonalRules() {
  const rules = useQuery({ queryKey: ["access-rules", "personal-fields"], queryFn: () => get<Rules>("/v1/access-rules/personal-fields") });
  const nameOf = useNames();
  return (
    <Panel title={text.title} note={text.note}>
      <Asked query={rules}>
        {(now) => (
          <>
            {now.warning !== null && <p className="panel-text bad-text">{text.warning(now.warning)}</p>}
            {now.rules.length === 0 ? (
              <Empty title={text.none}>{text.noneNote}</Empty>
            ) : (
              <ScrollTable label={text.title} stacked heads={[text.rule, text.whose, text.which, text.who]}>
                {now.rules.map((rule) => (
                  <RuleRow key={rule.name} rule={rule} nameOf={nameOf} />
                ))}
              </ScrollTable>
            )}
            <p className="panel-text soft">
              {text.change} <code>{text.command}</code>
            </p>
          </>
        )}
      </Asked>
    </Panel>
  );
}

export function AccessTab() {
  return (
    <>
      <PersonalRules />
      <WeightBoundsPanel />
    </>
  );
}
