import type { ReactNode } from "react";
import { useMay } from "../../api/rights";
import type { PageProps } from "../../app/Pages";
import { pathTo, type Place } from "../../app/location";
import { ActingAs } from "../../ui/ActingAs";
import { Link } from "../../ui/Link";
import { LinkTabs } from "../../ui/LinkTabs";
import { Page } from "../../ui/Parts";
import { words } from "../../words/en";
import { ApprovalsTab } from "./ApprovalsTab";
import "./desk.css";
import { DocumentsTab } from "./DocumentsTab";
import { RequestForm } from "./RequestForm";
import { RequestPage } from "./RequestPage";
import { RequestList } from "./RequestList";

const text = words.desk;

function DeskHead({ title, current, making, children }: { title: string; current: string; making: boolean; children: ReactNode }) {
  const [mayOpen, mayDecide] = [useMay("cases.open"), useMay("cases.decide")];
  const tabs = [
    { id: "requests", label: text.tabs.requests, to: pathTo("desk") },
    ...(mayDecide ? [{ id: "approvals", label: text.tabs.approvals, to: pathTo("desk", "approvals") }] : []),
    { id: "documents", label: text.tabs.documents, to: pathTo("desk", "documents") },
  ];
  const actions = (
    <>
      <ActingAs />
      {mayOpen && !making && (
        <Link to={pathTo("desk", "new")} className="button primary">
          {text.newRequest}
        </Link>
      )}
    </>
  );
  return (
    <Page title={title} actions={actions}>
      <LinkTabs label={text.parts} current={current} tabs={tabs} />
      {children}
    </Page>
  );
}

function Part({ place }: { place: Place }) {
  switch (place.item) {
    case null:
      return <RequestList place={place} />;
    case "new":
      return <RequestForm />;
    case "approvals":
      return <ApprovalsTab chosen={place.part} />;
    case "documents":
      return <DocumentsTab place={place} />;
    default:
      return <RequestPage key={place.item} id={place.item} />;
  }
}

function titleOf(item: string | null): [title: string, tab: string] {
  if (item === "new") return [words.requestForm.title, "requests"];
  if (item === "approvals") return [text.tabs.approvals, "approvals"];
  if (item === "documents") return [text.tabs.documents, "documents"];
  return [item ?? text.title, "requests"];
}

export default function DeskPage({ place }: PageProps) {
  const [title, tab] = titleOf(place.item);
  return (
    <DeskHead title={title} current={tab} making={place.item === "new"}>
      <Part place={place} />
    </DeskHead>
  );
}
