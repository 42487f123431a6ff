// For who is on leave: that their leads did not go where they were to go.
import { useReader } from "../../api/acting";
import { useAvailability } from "../../api/availability";
import { pathTo } from "../../app/location";
import { Link } from "../../ui/Link";
import { NotGivenOn } from "../../ui/NotGivenOn";
import { Panel } from "../../ui/Parts";
import { words } from "../../words/en";

const text = words.availability;

function NoteOf({ person }: { person: string }) {
  const waits = useAvailability(person).data?.not_given_on;
  if (waits == null) return null;
  return (
    <Panel title={text.notGivenOn} actions={<Link to={pathTo("availability")}>{text.notGivenOnDo}</Link>}>
      <div className="panel-text waiting-text">
        <NotGivenOn waits={waits} />
      </div>
    </Panel>
  );
}

export function LeaveNote() {
  const { person } = useReader();
  return person === null ? null : <NoteOf key={person} person={person} />;
}
