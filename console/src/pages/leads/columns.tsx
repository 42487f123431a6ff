import { createColumnHelper } from "@tanstack/react-table";
import type { Lead } from "../../api/types";
import { pathTo } from "../../app/location";
import { Link } from "../../ui/Link";
import { StatusBadge } from "../../ui/Parts";
import { Time, TimeLimit } from "../../ui/Time";
import { words } from "../../words/en";
import { sayCode, spaced } from "../../words/en.codes";

const text = words.leads;
const column = createColumnHelper<Lead>();

export function leadName(lead: Lead): string {
  if (lead.erased === true) return text.erased;
  const { name, first_name: first, last_name: last, email } = lead.lead;
  const whole = [first, last].filter((part) => part != null && part !== "").join(" ");
  return String([name, whole, email, lead.external_id].find((part) => part != null && part !== "") ?? lead.lead_id);
}

/** A name as far as the reader may see it. */
export function shownName(lead: Lead): string {
  const name = leadName(lead);
  return lead.masked !== undefined && name === lead.lead_id ? words.queues.masked : name;
}

const said = (value: string | number | boolean | null | undefined) => (value === null || value === undefined ? "" : String(value));

/** The time limit that ends first; null where none runs. */
export function firstLimit(lead: Pick<Lead, "due">): string | null {
  return Object.values(lead.due).sort()[0] ?? null;
}

/** Whose it is, or which queue it waits in. */
export function ownerText(lead: Pick<Lead, "owner" | "queue">): string {
  return lead.owner?.name ?? lead.owner?.id ?? lead.queue ?? "";
}

export const leadColumns = [
  column.accessor(leadName, {
    id: "name",
    header: text.columnNames.name,
    cell: (cell) => (
      <Link to={pathTo("leads", cell.row.original.lead_id)} className="cell-link">
        {cell.getValue()}
      </Link>
    ),
  }),
  column.accessor((lead) => said(lead.lead["company"]), { id: "company", header: text.columnNames.company }),
  column.accessor("status", { header: text.columnNames.status, cell: (cell) => <StatusBadge status={cell.getValue()} /> }),
  column.accessor(ownerText, {
    id: "owner",
    header: text.columnNames.owner,
    cell: (cell) => (cell.row.original.owner === null && cell.getValue() !== "" ? <span className="soft">{text.inQueue(cell.getValue())}</span> : cell.getValue()),
  }),
  column.accessor((lead) => said(lead.rule), { id: "rule", header: text.columnNames.rule }),
  column.accessor((lead) => (lead.reason === null ? "" : sayCode("reasons", lead.reason)), { id: "reason", header: text.columnNames.reason }),
  column.accessor((lead) => spaced(said(lead.lead["source"])), { id: "source", header: text.columnNames.source }),
  column.accessor((lead) => said(lead.lead["country"]), { id: "country", header: text.columnNames.country }),
  column.accessor("received_at", { id: "received", header: text.columnNames.received, cell: (cell) => <Time at={cell.getValue()} /> }),
  column.accessor((lead) => firstLimit(lead) ?? "", {
    id: "due",
    header: text.columnNames.due,
    cell: (cell) => (cell.getValue() === "" ? null : <TimeLimit at={cell.getValue()} />),
  }),
  column.accessor((lead) => said(lead.external_id), { id: "external_id", header: text.columnNames.external_id }),
];

export const columnIds = Object.keys(text.columnNames) as (keyof typeof text.columnNames)[];
export const hiddenAtFirst: readonly string[] = ["source", "country", "external_id"];
