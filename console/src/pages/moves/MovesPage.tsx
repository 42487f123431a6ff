import { useMay } from "../../api/rights";
import type { PageProps } from "../../app/Pages";
import { pathTo } from "../../app/location";
import { ActingAs } from "../../ui/ActingAs";
import { Link } from "../../ui/Link";
import { Page } from "../../ui/Parts";
import { words } from "../../words/en";
import "./moves.css";
import { PreparedMoves } from "./PreparedMoves";
import { RealignForm } from "./RealignForm";
import { RepairForm } from "./RepairForm";

const text = words.moves;

export default function MovesPage({ place }: PageProps) {
  const mayMove = useMay("leads.reassign_many");
  const actions = (
    <>
      <ActingAs />
      <Link to={pathTo("policies")} className="button">
        {text.toPolicies}
      </Link>
    </>
  );
  return (
    <Page title={text.title} actions={actions}>
      {mayMove && <RepairForm chosen={place.query.get("version")} />}
      {mayMove && <RealignForm />}
      <PreparedMoves />
    </Page>
  );
}
