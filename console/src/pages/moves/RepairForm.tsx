import { useState } from "react";
import { useVersions } from "../../api/queries";
import { navigate, pathTo } from "../../app/location";
import { Panel } from "../../ui/Parts";
import { Asked } from "../../ui/State";
import { words } from "../../words/en";
import { stageWords } from "../policies/stages";
import { Previewed } from "./Previewed";

const text = words.moves;

export function RepairForm({ chosen }: { chosen: string | null }) {
  const versions = useVersions();
  const [asked, setAsked] = useState<{ version: string } | null>(null);
  const choose = (version: string) => {
    setAsked(null);
    navigate(pathTo("policies", "moves", null, version === "" ? {} : { version }), { replace: true });
  };
  return (
    <Panel title={text.repair}>
      <Asked query={versions} rows={4}>
        {({ versions: all }) => {
          const offered = all.filter((version) => !version.active).toReversed();
          if (offered.length === 0) return <p className="panel-text soft">{text.onlyActive}</p>;
          const version = offered.find((one) => one.policy_version === chosen)?.policy_version ?? "";
          return (
            <>
              <form
                className="panel-text fields"
                onSubmit={(event) => {
                  event.preventDefault();
                  if (version !== "") setAsked({ version });
                }}
              >
                <p className="soft">{text.repairNote}</p>
                <div className="filters flush">
                  <label className="field wide">
                    {text.version}
                    <select value={version} required onChange={(event) => choose(event.target.value)}>
                      <option value="">{text.chooseVersion}</option>
                      {offered.map((one) => (
                        <option key={one.hash} value={one.policy_version}>
                          {one.policy_version} · {stageWords(one)}
                        </option>
                      ))}
                    </select>
                  </label>
                  <button className="button" disabled={version === ""}>
                    {text.preview}
                  </button>
                </div>
              </form>
              {asked !== null && <Previewed key={asked.version} path="/v1/repairs" question={asked} />}
            </>
          );
        }}
      </Asked>
    </Panel>
  );
}
