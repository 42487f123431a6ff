import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { SyntheticEvent } from "react";
import { useReader } from "../../api/acting";
import { get, put } from "../../api/client";
import type { NoticeSettings } from "../../api/notices";
import { FormFooter } from "../../ui/FormFooter";
import { Panel } from "../../ui/Parts";
import { Asked } from "../../ui/State";
import { words } from "../../words/en";

const text = words.notices;

function settingsOf(form: FormData): NoticeSettings {
  const time = (name: string) => {
    const value = form.get(name) as string;
    return value === "" ? null : value.slice(0, 5);
  };
  return { mail: form.get("mail") !== null, digest_at: time("digest_at"), quiet_from: time("quiet_from"), quiet_to: time("quiet_to"), in_working_hours: form.get("in_working_hours") !== null };
}

function Times({ settings }: { settings: NoticeSettings }) {
  return (
    <>
      <label className="field narrow">
        {text.digest}
        <input name="digest_at" type="time" defaultValue={settings.digest_at ?? ""} />
      </label>
      <p className="soft">{text.digestNote}</p>
      <div className="filters flush">
        <label className="field">
          {text.quietFrom}
          <input name="quiet_from" type="time" defaultValue={settings.quiet_from ?? ""} />
        </label>
        <label className="field">
          {text.quietTo}
          <input name="quiet_to" type="time" defaultValue={settings.quiet_to ?? ""} />
        </label>
      </div>
      <p className="soft">{text.quietNote}</p>
    </>
  );
}

export function NoticeSettingsForm() {
  const { person } = useReader();
  const queries = useQueryClient();
  const key = ["notices", person, "settings"];
  const settings = useQuery({ queryKey: key, queryFn: () => get<NoticeSettings>("/v1/notice-settings"), refetchOnWindowFocus: false });
  const save = useMutation({
    mutationFn: (next: NoticeSettings) => put<NoticeSettings>("/v1/notice-settings", next),
    onSuccess: (now) => queries.setQueryData(key, now),
  });
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate(settingsOf(new FormData(event.currentTarget)));
  };
  return (
    <Panel title={text.settings} note={text.settingsNote}>
      <Asked query={settings} rows={5}>
        {(now) => (
          <form className="panel-text fields" onSubmit={submit}>
            <label className="check">
              <input name="mail" type="checkbox" defaultChecked={now.mail} />
              {text.mail}
            </label>
            <label className="check">
              <input name="in_working_hours" type="checkbox" defaultChecked={now.in_working_hours} />
              {text.inHours}
            </label>
            <Times settings={now} />
            <FormFooter pending={save.isPending} error={save.error} done={save.isSuccess && text.saved} />
          </form>
        )}
      </Asked>
    </Panel>
  );
}
