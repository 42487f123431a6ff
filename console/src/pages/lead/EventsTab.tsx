import { useState } from "react";
import { api, getText } from "../../api/client";
import { useLeadEvents } from "../../api/queries";
import { download } from "../../ui/csv";
import { Panel } from "../../ui/Parts";
import { Asked, sayProblem } from "../../ui/State";
import { Time } from "../../ui/Time";
import { words } from "../../words/en";
import { eventWords } from "../../words/en.codes";

const text = words.lead;

function EvidenceButton({ id }: { id: string }) {
  const [problem, setProblem] = useState("");
  const save = async () => {
    setProblem("");
    try {
      download(`${id}-evidence.json`, "application/json", await getText(api`/v1/leads/${id}/evidence`));
    } catch (error) {
      setProblem(sayProblem(error));
    }
  };
  return (
    <>
      <span role="alert" className="bad-text">
        {problem}
      </span>
      <button type="button" className="button" onClick={() => void save()}>
        {text.evidence}
      </button>
    </>
  );
}

/** The events as the log holds them. */
export function EventsTab({ id }: { id: string }) {
  const events = useLeadEvents(id);
  return (
    <Panel title={text.tabs.events} actions={<EvidenceButton id={id} />}>
      <Asked query={events} rows={12}>
        {(all) => (
          <ol className="events">
            {all.map((event) => (
              <li key={event.position}>
                <details>
                  <summary>
                    <span className="mono">{event.position}</span>
                    <span title={event.type}>{eventWords(event.type)}</span>
                    <span className="soft">
                      <Time at={event.time} clock />
                    </span>
                  </summary>
                  <pre>{JSON.stringify(event.fields, null, 2)}</pre>
                </details>
              </li>
            ))}
          </ol>
        )}
      </Asked>
    </Panel>
  );
}
