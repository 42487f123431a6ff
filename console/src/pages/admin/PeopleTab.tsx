import { usePeople } from "../../api/people";
import { pathTo } from "../../app/location";
import { Link } from "../../ui/Link";
import { Panel } from "../../ui/Parts";
import { ScrollTable } from "../../ui/ScrollTable";
import { Asked } from "../../ui/State";
import { words } from "../../words/en";

const text = words.admin;

export function PeopleTab() {
  const people = usePeople();
  return (
    <Panel title={text.people}>
      <Asked query={people} rows={12}>
        {(all) => (
          <ScrollTable label={text.people} className="lines" stacked heads={[text.name, text.team, text.id]}>
                {all.map((person) => (
                  <tr key={person.id}>
                    <td>
                      <Link to={pathTo("leads", null, null, { owner: person.id })}>{person.name}</Link>
                    </td>
                    <td data-label={text.team}>{person.team}</td>
                    <td>{person.id}</td>
                  </tr>
                ))}
          </ScrollTable>
        )}
      </Asked>
    </Panel>
  );
}
