import { useState } from "react";
import { get } from "../../api/client";
import type { Lead, LeadList } from "../../api/types";
import { download, writeCsv } from "../../ui/csv";
import { sayProblem } from "../../ui/State";
import { words } from "../../words/en";
import { leadName, ownerText } from "./columns";
import { leadsPath, type Filters } from "./query";

const text = words.leads;
// A spreadsheet's worth; whoever needs all leads has `signalbox export`.
const maxRows = 10_000;
const pageSize = 200;

const head = ["lead_id", "external_id", "name", "email", "phone", "company", "status", "owner", "queue", "rule", "row", "reason", "policy_version", "received_at"];

function rowOf(lead: Lead): string[] {
  const own = (name: string) => String(lead.lead[name] ?? "");
  return [lead.lead_id, lead.external_id ?? "", leadName(lead), own("email"), own("phone"), own("company"), lead.status, ownerText({ owner: lead.owner, queue: null }), lead.queue ?? "", lead.rule ?? "", lead.row ?? "", lead.reason ?? "", lead.policy_version ?? "", lead.received_at];
}

/** What the filters show, page by page, as a CSV file. */
export function ExportButton({ filters }: { filters: Filters }) {
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const run = async () => {
    // By time limit there are no further pages; a file is sorted by whoever opens it.
    const wanted = { ...filters };
    delete wanted.order;
    setBusy(true);
    const rows: string[][] = [];
    try {
      let cursor: string | null = null;
      do {
        const page: LeadList = await get<LeadList>(leadsPath(wanted, cursor, pageSize));
        rows.push(...page.items.map(rowOf));
        cursor = page.next_cursor;
        setNote(text.exporting(rows.length.toLocaleString("en")));
      } while (cursor !== null && rows.length < maxRows);
      download("leads.csv", "text/csv", writeCsv([head, ...rows]));
      setNote(cursor === null ? text.exported(rows.length.toLocaleString("en")) : text.exportCut(rows.length.toLocaleString("en")));
    } catch (error) {
      setNote(sayProblem(error));
    }
    setBusy(false);
  };
  return (
    <>
      <button type="button" className="button" disabled={busy} onClick={() => void run()}>
        {text.export}
      </button>
      <span className="soft quiet-status" role="status">
        {note}
      </span>
    </>
  );
}
