// What the policy that is active has decided since it is, beside what others did before it.
import { useMay } from "../../api/rights";
import { pathTo } from "../../app/location";
import { Link } from "../../ui/Link";
import { Facts, Panel } from "../../ui/Parts";
import { Asked } from "../../ui/State";
import { words } from "../../words/en";
import { beforeText, figureText, useReport, type Report } from "../reports/figures";

const text = words.today;
// What tells whether a publication was a good one.
const told = ["decisions", "placed_by_policy_share", "misroute_rate", "fallback_share", "handed_back", "changed_by_hand"];
const whole = new URLSearchParams();

function factsOf(report: Report) {
  return report.figures
    .filter((figure) => told.includes(figure.id))
    .map((figure) => {
      return [
        figure.words,
        <span key={figure.id}>
          {figureText(figure.kind, figure.now)} <span className="soft fact-before">{beforeText(figure.kind, figure)}</span>
        </span>,
      ] as const;
    });
}

function Shown() {
  const report = useReport("publish", whole);
  return (
    <Panel title={text.changed} note={text.changedNote} actions={<Link to={pathTo("reports", "publish")}>{text.wholeReport}</Link>}>
      <Asked query={report} rows={3}>
        {(found) => <Facts facts={factsOf(found)} />}
      </Asked>
    </Panel>
  );
}

export function PublishedPanel() {
  const [sees, may] = [useMay("figures.read"), useMay("policies.read")];
  return sees && may ? <Shown /> : null;
}
