import { useModels, type AgentModels } from "../../api/models";
import type { PageProps } from "../../app/Pages";
import { pathTo, type Place } from "../../app/location";
import { Link } from "../../ui/Link";
import { LinkTabs } from "../../ui/LinkTabs";
import { Page } from "../../ui/Parts";
import { SideList } from "../../ui/SideList";
import { Asked, Empty } from "../../ui/State";
import { useMay } from "../../api/rights";
import { useState } from "react";
import { words } from "../../words/en";
import "../moves/moves.css";
import { CalibrationTab } from "./CalibrationTab";
import { DriftTab, GroupsTab } from "./DriftTab";
import { CardTab, HistoryTab } from "./HistoryTab";
import "./models.css";
import { Offer } from "./Offer";
import { Standing } from "./Standing";

const text = words.models;
type TabName = keyof typeof text.tabs;
const scores: readonly string[] = ["scorecard", "boosted_trees"];
// What is compared with outcomes, which only scores are.
const watched: readonly TabName[] = ["calibration", "drift", "groups"];

function Part({ models, tab, place }: { models: AgentModels; tab: TabName; place: Place }) {
  const champion = models.versions.find((version) => version.standing === "champion");
  if (tab === "standing") return <Standing models={models} />;
  if (tab === "history") return <HistoryTab agent={models.agent} />;
  if (tab === "card") return <CardTab models={models} version={place.query.get("version") ?? models.champion ?? models.versions[0]?.version ?? ""} />;
  if (champion === undefined) return <Empty title={text.none}>{text.handMadeNote}</Empty>;
  if (!scores.includes(champion.kind)) return <Empty title={text.notWatched}>{text.notWatchedNote}</Empty>;
  const of = { agent: models.agent, version: champion.version };
  return tab === "calibration" ? <CalibrationTab {...of} /> : tab === "drift" ? <DriftTab {...of} /> : <GroupsTab {...of} />;
}

function Shown({ models, place }: { models: AgentModels; place: Place }) {
  const isScore = models.versions.some((version) => scores.includes(version.kind));
  const names = (Object.keys(text.tabs) as TabName[]).filter((name) => isScore || !watched.includes(name));
  const tab = names.find((name) => name === place.part) ?? "standing";
  return (
    <div>
      <LinkTabs label={text.parts} current={tab} tabs={names.map((name) => ({ id: name, label: text.tabs[name], to: pathTo("models", models.agent, name === "standing" ? null : name) }))} />
      <Part key={`${models.agent} ${tab}`} models={models} tab={tab} place={place} />
    </div>
  );
}

function None() {
  const may = useMay("agents.write");
  const [note, setNote] = useState("");
  return (
    <>
      <Empty title={text.none}>{text.noneNote}</Empty>
      <p role="status" className={note === "" ? "quiet-status" : "panel panel-text"}>
        {note}
      </p>
      {may && <Offer onDone={setNote} />}
    </>
  );
}

export default function ModelsPage({ place }: PageProps) {
  const models = useModels();
  return (
    <Page title={text.title}>
      <Asked query={models} rows={10}>
        {({ items }) => {
          const shown = items.find((one) => one.agent === place.item) ?? items[0];
          if (shown === undefined) return <None />;
          return (
            <div className="split">
              <SideList label={text.list}>
                <ul>
                  {items.map((one) => (
                    <li key={one.agent}>
                      <Link to={pathTo("models", one.agent)} aria-current={one === shown ? "page" : undefined}>
                        <span className="mono">{one.agent}</span> <span className="soft">{one.champion ?? text.handMade}</span>
                      </Link>
                    </li>
                  ))}
                </ul>
              </SideList>
              <Shown models={shown} place={place} />
            </div>
          );
        }}
      </Asked>
    </Page>
  );
}
