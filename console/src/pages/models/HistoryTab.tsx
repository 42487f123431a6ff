// What was told of a model in the log, and the card of each version.
import { useModelCard, useModelHistory, type AgentModels } from "../../api/models";
import type { LogEvent } from "../../api/types";
import { navigate, pathTo } from "../../app/location";
import { Badge, Panel } from "../../ui/Parts";
import { Markdown } from "../../ui/Markdown";
import { ScrollTable } from "../../ui/ScrollTable";
import { Asked, Empty } from "../../ui/State";
import { Time } from "../../ui/Time";
import { words } from "../../words/en";

const text = words.models;
const tones: Record<string, string> = { ModelPromoted: "good", ModelRecalibrated: "good", ModelRolledBack: "wait", ModelDrifted: "wait", ModelRefused: "bad", ModelAlarmed: "bad", ModelOutworn: "bad" };

const onTrial = (event: LogEvent) => event.type === "ModelPromoted" && event.fields["challenger"] === true;

function saying(event: LogEvent) {
  const field = (name: string) => {
    const value = event.fields[name];
    return typeof value === "string" || typeof value === "number" ? String(value) : "";
  };
  const millionths = (name: string) => (Number(field(name)) / 1e6).toFixed(3);
  const count = (name: string) => Number(field(name)).toLocaleString("en");
  switch (event.type) {
    case "ModelPromoted":
      return [onTrial(event) || field("before") === "" ? "" : text.instead(field("before")), field("why")].filter((part) => part !== "").join("; ");
    case "ModelRolledBack":
      return text.toldFrom(field("from"), field("to") === "" ? text.handMade : field("to"));
    case "ModelDrifted":
      return text.toldDrift(field("what") === "score" ? text.score : field("what"), millionths("psi_e6"), count("rows"));
    case "ModelAlarmed":
      return text.toldAlarm(event.fields["too_low"] === true, field("since"));
    case "ModelRecalibrated":
      return text.toldCalibrated(count("rows"), millionths("ece_before_e6"), millionths("ece_after_e6"));
    default:
      return field("why");
  }
}

export function HistoryTab({ agent }: { agent: string }) {
  return (
    <Panel title={text.tabs.history}>
      <Asked query={useModelHistory(agent)} rows={6}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={text.historyNone} />
          ) : (
            <ScrollTable label={text.tabs.history} stacked heads={[text.when, text.version, text.happened, words.models.because]}>
              {items.map((event) => (
                <tr key={event.position}>
                  <td className="nowrap">
                    <Time at={event.time} />
                  </td>
                  <td data-label={text.version}>{typeof event.fields["version"] === "string" ? event.fields["version"] : words.state.none}</td>
                  <td data-label={text.happened}>
                    <Badge tone={onTrial(event) ? "wait" : (tones[event.type] ?? "plain")}>{onTrial(event) ? text.toldTrial : (text.told[event.type] ?? event.type)}</Badge>
                  </td>
                  <td className="history-words" data-label={words.models.because}>{saying(event)}</td>
                </tr>
              ))}
            </ScrollTable>
          )
        }
      </Asked>
    </Panel>
  );
}

export function CardTab({ models, version }: { models: AgentModels; version: string }) {
  const card = useModelCard(models.agent, version);
  return (
    <>
      <label className="field narrow panel-gap">
        {text.which}
        <select value={version} onChange={(event) => navigate(pathTo("models", models.agent, "card", { version: event.target.value }))}>
          {models.versions.map((one) => (
            <option key={one.version}>{one.version}</option>
          ))}
        </select>
      </label>
      <Asked query={card} rows={10}>
        {(found) =>
          found.card === null ? (
            <Empty title={text.noCard}>{text.noCardNote}</Empty>
          ) : (
            <>
              <Panel title={text.tabs.card}>
                <div className="panel-text">
                  <Markdown source={found.card} under={2} />
                </div>
              </Panel>
              {found.points !== null && (
                <Panel title={text.points} note={text.pointsNote}>
                  <pre>{found.points}</pre>
                </Panel>
              )}
            </>
          )
        }
      </Asked>
    </>
  );
}
