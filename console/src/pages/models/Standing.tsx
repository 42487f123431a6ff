// Which version answers, what was before it, and putting another one into use.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, post } from "../../api/client";
import type { AgentModels, ModelVerdict, ModelVersion, Standing as StandingName } from "../../api/models";
import { useMay } from "../../api/rights";
import { Confirmed } from "../../ui/Confirmed";
import { Badge, Facts, Panel } from "../../ui/Parts";
import { ScrollTable } from "../../ui/ScrollTable";
import { Time } from "../../ui/Time";
import { words } from "../../words/en";
import { IntoUse } from "./IntoUse";
import { Offer } from "./Offer";

const text = words.models;
const tones: Record<StandingName, string> = { champion: "good", challenger: "wait", former: "plain" };

function Row({ models, version, onDone }: { models: AgentModels; version: ModelVersion; onDone: (note: string) => void }) {
  return (
    <tr>
      <td>
        <strong>{version.version}</strong>
      </td>
      <td data-label={text.standing}>
        <Badge tone={tones[version.standing]}>{text.standings[version.standing]}</Badge>
      </td>
      <td data-label={text.kind}>{text.kinds[version.kind] ?? version.kind}</td>
      <td data-label={text.since}>
        <Time at={version.since} />
      </td>
      <td data-label={text.before}>{version.before ?? words.state.none}</td>
      <td className="mono" data-label={text.fingerprint} title={version.model}>
        {version.model.slice(0, 12)}
      </td>
      <td className="act">
        <IntoUse models={models} version={version} onDone={onDone} />
      </td>
    </tr>
  );
}

function RollBack({ models, version, onDone }: { models: AgentModels; version: ModelVersion; onDone: (note: string) => void }) {
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [because, setBecause] = useState("");
  const then = version.before ?? text.handMade;
  const back = useMutation({
    mutationFn: () => post<ModelVerdict>(api`/v1/models/${models.agent}/rollback`, { because, to_none: version.before === null }),
    onSuccess: (done) => {
      setAsking(false);
      onDone(text.rolledBack(done.version ?? text.handMade));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["models"] }),
  });
  const label = version.before === null ? text.rollBackToNone : text.rollBackTo(version.before);
  return (
    <>
      <button type="button" className="button" onClick={() => setAsking(true)}>
        {text.rollBack}
      </button>
      <Confirmed title={label} open={asking} onClose={() => setAsking(false)} pending={back.isPending} error={back.error} danger onConfirm={() => back.mutate()}>
        <p>{text.rollBackWhat(version.version, then)}</p>
        <label className="field">
          {text.because}
          <input value={because} autoComplete="off" onChange={(event) => setBecause(event.target.value)} />
          {text.becauseNote}
        </label>
      </Confirmed>
    </>
  );
}

export function Standing({ models }: { models: AgentModels }) {
  const may = useMay("agents.write");
  const [note, setNote] = useState("");
  const champion = models.versions.find((version) => version.standing === "champion");
  return (
    <>
      <p role="status" className={note === "" ? "quiet-status" : "panel panel-text"}>
        {note}
      </p>
      <Panel title={text.tabs.standing} note={text.asks[models.agent]} actions={may && champion !== undefined && <RollBack models={models} version={champion} onDone={setNote} />}>
        <Facts
          facts={[
            [text.answers, champion === undefined ? text.handMade : champion.version],
            [text.kind, champion === undefined ? null : (text.kinds[champion.kind] ?? champion.kind)],
            [text.since, champion === undefined ? null : <Time key="since" at={champion.since} clock />],
            [text.onTrial, models.challenger ?? text.nobodyOnTrial],
          ]}
        />
        {champion === undefined && <p className="panel-text soft">{text.handMadeNote}</p>}
      </Panel>
      <Panel title={text.versions}>
        <ScrollTable label={text.versions} stacked heads={[text.version, text.standing, text.kind, text.since, text.before, text.fingerprint, ""]}>
          {models.versions.map((version) => (
            <Row key={version.version} models={models} version={version} onDone={setNote} />
          ))}
        </ScrollTable>
      </Panel>
      {may && <Offer onDone={setNote} />}
    </>
  );
}
