// Feature flags of the policy: what each is set to, by whom, and what the versions in use say where nothing is set.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { api, get, post } from "../../api/client";
import { useNames } from "../../api/people";
import { useMay } from "../../api/rights";
import type { Stage } from "../../api/types";
import { pathTo } from "../../app/location";
import { Dialog } from "../../ui/Dialog";
import { FormFooter } from "../../ui/FormFooter";
import { Link } from "../../ui/Link";
import { Badge, Panel } from "../../ui/Parts";
import { ScrollTable } from "../../ui/ScrollTable";
import { Asked, Empty } from "../../ui/State";
import { Time } from "../../ui/Time";
import { words } from "../../words/en";

const text = words.flags;
const settings = ["on", "off", "share", "default"] as const;
type Setting = (typeof settings)[number];

interface Flag {
  flag: string;
  /** `on`, `off` or a share; null: each version's own default holds. */
  to: string | null;
  by: string | null;
  since: string | null;
  declared: { policy_version: string; stage: Stage; default: boolean }[];
}

interface Flags {
  flags: Flag[];
}

const settingOf = (flag: Flag): Setting => (flag.to === null ? "default" : flag.to === "on" || flag.to === "off" ? flag.to : "share");

function Change({ flag, onClose }: { flag: Flag; onClose: () => void }) {
  const queries = useQueryClient();
  const [setting, setSetting] = useState<Setting>(settingOf(flag));
  const save = useMutation({
    mutationFn: (to: string) => post<Flags>(api`/v1/flags/${flag.flag}`, { to }),
    onSuccess: (now) => {
      queries.setQueryData(["flags"], now);
      onClose();
    },
  });
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate(setting === "share" ? (new FormData(event.currentTarget).get("share") as string).trim() : setting);
  };
  return (
    <form className="fields" onSubmit={submit}>
      <p className="soft">{text.changeNote}</p>
      <label className="field">
        {text.setTo}
        <select value={setting} onChange={(event) => setSetting(event.target.value as Setting)}>
          {settings.map((one) => (
            <option key={one} value={one}>
              {text.settings[one]}
            </option>
          ))}
        </select>
      </label>
      {setting === "share" && (
        <label className="field">
          {text.share}
          <input name="share" required pattern="[0-9.]+ ?%" defaultValue={settingOf(flag) === "share" ? (flag.to ?? "") : "10%"} />
        </label>
      )}
      <FormFooter pending={save.isPending} error={save.error} />
    </form>
  );
}

function Row({ flag, onChange }: { flag: Flag; onChange: (() => void) | null }) {
  const nameOf = useNames();
  return (
    <tr>
      <td>
        <code>{flag.flag}</code>
      </td>
      <td data-label={text.now}>
        <Badge tone={flag.to === null ? "plain" : flag.to === "off" ? "wait" : "good"}>{flag.to ?? text.notSet}</Badge>
      </td>
      {onChange !== null && (
        <td className="nowrap">
          <button type="button" className="button" aria-label={text.changeOf(flag.flag)} onClick={onChange}>
            {text.change}
          </button>
        </td>
      )}
      <td data-label={text.since}>
        {flag.since === null ? words.state.none : <Time at={flag.since} />} {flag.by !== null && nameOf(flag.by)}
      </td>
      <td data-label={text.declared}>
        {flag.declared.length === 0 && <span className="soft">{text.undeclared}</span>}
        <ul>
          {flag.declared.map((one) => (
            <li key={one.policy_version}>
              <Link to={pathTo("policies", one.policy_version, "files")}>{one.policy_version}</Link> <span className="soft">{text.byDefault(words.policies.stages[one.stage], one.default)}</span>
            </li>
          ))}
        </ul>
      </td>
    </tr>
  );
}

export function FlagsTab() {
  const flags = useQuery({ queryKey: ["flags"], queryFn: () => get<Flags>("/v1/flags") });
  const may = useMay("flags.set");
  const [changing, setChanging] = useState<Flag | null>(null);
  return (
    <Panel title={text.title} note={text.note}>
      <Asked query={flags}>
        {({ flags: all }) =>
          all.length === 0 ? (
            <Empty title={text.none}>{text.noneNote}</Empty>
          ) : (
            <ScrollTable label={text.title} stacked heads={[text.flag, text.now, ...(may ? [""] : []), text.since, text.declared]}>
              {all.map((flag) => (
                <Row key={flag.flag} flag={flag} onChange={may ? () => setChanging(flag) : null} />
              ))}
            </ScrollTable>
          )
        }
      </Asked>
      <Dialog title={changing === null ? text.change : text.changeOf(changing.flag)} open={changing !== null} onClose={() => setChanging(null)}>
        {changing !== null && <Change flag={changing} onClose={() => setChanging(null)} />}
      </Dialog>
    </Panel>
  );
}
