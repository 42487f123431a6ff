import { flexRender, getCoreRowModel, useReactTable } from "@tanstack/react-table";
import { useMemo, useState } from "react";
import { useAttention } from "../../api/queries";
import { useMay } from "../../api/rights";
import type { Lead } from "../../api/types";
import type { PageProps } from "../../app/Pages";
import { pathTo } from "../../app/location";
import { useTrail } from "../../app/looked";
import { Page } from "../../ui/Parts";
import { moveByRow } from "../../ui/rowKeys";
import { Empty, Failed, Loading } from "../../ui/State";
import { words } from "../../words/en";
import { hiddenAtFirst, leadColumns } from "./columns";
import { ExportButton } from "./ExportButton";
import { FilterBar } from "./FilterBar";
import { filtersOf, useLeads } from "./query";
import { ColumnChoice, SavedViews, type Visible } from "./ViewTools";

const text = words.leads;
const place = "signalbox.columns";
// Cut short where they are long, and whole in the tooltip.
const cut = ["name", "company", "owner", "rule", "reason", "external_id"];
const first: Visible = Object.fromEntries(hiddenAtFirst.map((id) => [id, false]));

function storedVisible(): Visible {
  try {
    return JSON.parse(localStorage.getItem(place) ?? "") as Visible;
  } catch {
    return first;
  }
}

function useVisible(): [Visible, (next: Visible) => void] {
  const [visible, setVisible] = useState<Visible>(storedVisible);
  const keep = (next: Visible) => {
    setVisible(next);
    localStorage.setItem(place, JSON.stringify(next));
  };
  return [visible, keep];
}

function LeadTable({ leads, visible }: { leads: Lead[]; visible: Visible }) {
  // eslint-disable-next-line react-hooks/incompatible-library -- the table's own functions change with its state
  const table = useReactTable({
    data: leads,
    columns: leadColumns,
    getCoreRowModel: getCoreRowModel(),
    getRowId: (lead) => lead.lead_id,
    state: { columnVisibility: visible },
  });
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls is reached by keys
    <div className="table-box" tabIndex={0} role="region" aria-label={text.table}>
      <table className="leads-table card-table">
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => (
                <th key={header.id} scope="col" data-column={header.column.id}>
                  {flexRender(header.column.columnDef.header, header.getContext())}
                </th>
              ))}
            </tr>
          ))}
        </thead>
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the links in it take the keys */}
        <tbody onKeyDown={moveByRow}>
          {table.getRowModel().rows.map((row) => (
            <tr key={row.id}>
              {row.getVisibleCells().map((cell) => (
                <td key={cell.id} data-column={cell.column.id} title={cut.includes(cell.column.id) ? String(cell.getValue()) : undefined}>
                  {flexRender(cell.column.columnDef.cell, cell.getContext())}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function LeadsPage({ place: at }: PageProps) {
  const filters = useMemo(() => filtersOf(at.query), [at.query]);
  const leads = useLeads(filters);
  const attention = useAttention(useMay("reports.read"));
  const [visible, setVisible] = useVisible();
  const items = useMemo(() => leads.data?.pages.flatMap((page) => page.items) ?? [], [leads.data]);
  useTrail(
    items.map((lead) => lead.lead_id),
    pathTo("leads", null, null, filters),
    text.title,
  );
  const filtered = Object.keys(filters).length > 0;
  const tools = (
    <>
      <ExportButton filters={filters} />
      <SavedViews filters={filters} />
      <ColumnChoice visible={visible} onChange={setVisible} />
    </>
  );
  return (
    <Page title={text.title} actions={tools}>
      <FilterBar filters={filters} counts={attention.data?.leads ?? {}} />
      {leads.isError && <Failed error={leads.error} retry={() => void leads.refetch()} />}
      {leads.isPending && <Loading rows={12} />}
      {leads.isSuccess && items.length === 0 && <Empty title={filtered ? text.empty : text.none}>{filtered ? text.emptyNote : text.noneNote}</Empty>}
      {items.length > 0 && <LeadTable leads={items} visible={visible} />}
      <footer className="table-foot">
        <span className="soft" role="status">
          {items.length > 0 && text.shown(items.length.toLocaleString("en"))}
        </span>
        {leads.hasNextPage && (
          <button type="button" className="button" disabled={leads.isFetchingNextPage} onClick={() => void leads.fetchNextPage()}>
            {leads.isFetchingNextPage ? text.loadingMore : text.more}
          </button>
        )}
      </footer>
    </Page>
  );
}
