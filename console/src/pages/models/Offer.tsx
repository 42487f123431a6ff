// A model file that is offered: judged by the server, and put into use only where it is better.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { post } from "../../api/client";
import type { ModelVerdict } from "../../api/models";
import { Confirmed } from "../../ui/Confirmed";
import { base64Of } from "../../ui/files";
import { Panel } from "../../ui/Parts";
import { words } from "../../words/en";

const text = words.models;

interface Offered {
  file: File;
  rows: File | null;
  because: string;
  challenger: boolean;
}

function chosen(form: FormData, name: string): File | null {
  const file = form.get(name);
  return file instanceof File && file.size > 0 ? file : null;
}

function said(verdict: ModelVerdict, trial: boolean): string {
  if (!verdict.promoted) return text.refused(verdict.why);
  return trial ? text.trialBegan(verdict.version ?? "") : text.promoted(verdict.version ?? "", verdict.why);
}

export function Offer({ onDone }: { onDone: (note: string) => void }) {
  const queries = useQueryClient();
  const [offered, setOffered] = useState<Offered | null>(null);
  const offer = useMutation({
    mutationFn: async ({ file, rows, because, challenger }: Offered) =>
      post<ModelVerdict>("/v1/models", { file: await base64Of(file), because, challenger, ...(rows === null ? {} : { rows: await rows.text() }) }),
    onSuccess: (verdict, { challenger }) => {
      setOffered(null);
      onDone(said(verdict, challenger));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["models"] }),
  });
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const file = chosen(form, "file");
    if (file === null) return;
    offer.reset();
    setOffered({ file, rows: chosen(form, "rows"), because: (form.get("because") as string).trim(), challenger: form.get("challenger") !== null });
  };
  return (
    <Panel title={text.offer} note={text.offerNote}>
      <form className="panel-text fields narrow-form" onSubmit={submit}>
        <label className="field">
          {text.file}
          <input name="file" type="file" accept=".sbm,.model" required />
        </label>
        <label className="field">
          {text.rows}
          <input name="rows" type="file" accept=".csv,text/csv" />
          {text.rowsNote}
        </label>
        <label className="field">
          {text.because}
          <input name="because" autoComplete="off" />
          {text.becauseNote}
        </label>
        <label className="check">
          <input name="challenger" type="checkbox" />
          {text.trialOnly}
        </label>
        <div className="actions">
          <button className="button">{text.offerIt}</button>
        </div>
      </form>
      <Confirmed
        title={offered?.challenger === true ? text.startTrial : text.putIntoUse}
        open={offered !== null}
        onClose={() => setOffered(null)}
        pending={offer.isPending}
        error={offer.error}
        onConfirm={() => {
          if (offered !== null) offer.mutate(offered);
        }}
      >
        <p>
          <strong>{offered?.file.name}</strong>
        </p>
        <p>{offered?.challenger === true ? text.offerTrialSure : text.offerSure}</p>
      </Confirmed>
    </Panel>
  );
}
