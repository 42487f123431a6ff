import { useState } from "react";
import { useReader } from "../../api/acting";
import { useOthers } from "../../api/availability";
import { calledBy, useNames } from "../../api/people";
import { useMay } from "../../api/rights";
import type { PageProps } from "../../app/Pages";
import { pathTo } from "../../app/location";
import { ActingAs } from "../../ui/ActingAs";
import { Link } from "../../ui/Link";
import { Page } from "../../ui/Parts";
import { SideList } from "../../ui/SideList";
import { Empty } from "../../ui/State";
import { words } from "../../words/en";
import { ImportLeave } from "./ImportLeave";
import { PersonAvailability } from "./PersonAvailability";
import "../moves/moves.css";
import "./availability.css";

const text = words.availability;
// A list that fits a screen; a longer one is searched.
const mostListed = 40;

function Side({ shown }: { shown: string | null }) {
  const { person } = useReader();
  const others = useOthers();
  const nameOf = useNames();
  const [find, setFind] = useState("");
  const wanted = find.trim().toLowerCase();
  const fitting = others.filter((one) => `${one.name} ${one.id} ${one.team}`.toLowerCase().includes(wanted));
  return (
    <SideList label={text.list} className="people-side">
      {others.length > mostListed && <input className="side-find" aria-label={text.find} placeholder={text.find} value={find} onChange={(event) => setFind(event.target.value)} />}
      <ul>
        {person !== null && (
          <li>
            <Link to={pathTo("availability")} aria-current={shown === person ? "page" : undefined}>
              {text.me}: {nameOf(person)}
            </Link>
          </li>
        )}
        {fitting.slice(0, mostListed).map((one) => (
          <li key={one.id}>
            <Link to={pathTo("availability", one.id)} aria-current={shown === one.id ? "page" : undefined}>
              {calledBy(one)} <span className="soft">{one.active ? one.team : text.left}</span>
            </Link>
          </li>
        ))}
      </ul>
    </SideList>
  );
}

function Nobody({ byToken }: { byToken: boolean }) {
  return byToken ? <Empty title={text.nobody}>{text.nobodyNote}</Empty> : <Empty title={text.notLinked}>{text.notLinkedNote}</Empty>;
}

export default function AvailabilityPage({ place }: PageProps) {
  const { person, byToken } = useReader();
  const may = useMay("availability.set");
  const others = useOthers();
  const importing = place.item === "import";
  const shown = importing ? null : (place.item ?? person);
  const actions = (
    <>
      <ActingAs />
      {may && (
        <Link className="button" to={pathTo("availability", "import")} aria-current={importing ? "page" : undefined}>
          {text.import}
        </Link>
      )}
    </>
  );
  const content = importing ? <ImportLeave /> : shown === null ? <Nobody byToken={byToken} /> : <PersonAvailability key={shown} person={shown} />;
  return (
    <Page title={text.title} actions={actions}>
      {others.length === 0 && !importing ? (
        content
      ) : (
        <div className="split">
          <Side shown={shown} />
          <div>{content}</div>
        </div>
      )}
    </Page>
  );
}
