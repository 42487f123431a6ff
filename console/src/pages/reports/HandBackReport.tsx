import { useQuery } from "@tanstack/react-query";
import { get } from "../../api/client";
import { useNames } from "../../api/people";
import { download, writeCsv } from "../../ui/csv";
import { Panel } from "../../ui/Parts";
import { Asked, Empty } from "../../ui/State";
import { words } from "../../words/en";
import { alone } from "./alone";

const text = words.reports;
const dayMs = 86_400_000;

interface HandBacks {
  given: number;
  handed_back: number;
  people: { person: string; given: number; handed_back: number; rate: string }[];
}

export function HandBackReport({ days }: { days: number }) {
  const nameOf = useNames();
  const report = useQuery({
    queryKey: ["reports", "hand-backs", days],
    queryFn: () => get<HandBacks>(`/v1/reports/hand-backs?since=${new Date(Date.now() - days * dayMs).toISOString()}`),
    staleTime: 60_000,
    ...alone,
  });
  const save = (people: HandBacks["people"]) => download("hand-backs.csv", "text/csv", writeCsv([[text.person, text.given, text.back], ...people.map((one) => [one.person, String(one.given), String(one.handed_back)])]));
  return (
    <Panel
      title={text.handBacks}
      actions={
        <button type="button" className="button" disabled={report.data === undefined} onClick={() => save(report.data?.people ?? [])}>
          {text.export}
        </button>
      }
    >
      <Asked query={report} rows={4}>
        {(found) =>
          found.handed_back === 0 ? (
            <Empty title={text.handBacksNone} />
          ) : (
            <div className="scroll">
              <table>
                <thead>
                  <tr>
                    <th scope="col">{text.person}</th>
                    <th scope="col" className="number">
                      {text.given}
                    </th>
                    <th scope="col" className="number">
                      {text.back}
                    </th>
                    <th scope="col" className="number">
                      {text.rate}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {found.people
                    .filter((one) => one.handed_back > 0)
                    .map((one) => (
                      <tr key={one.person}>
                        <td>{nameOf(one.person)}</td>
                        <td className="number">{one.given}</td>
                        <td className="number">{one.handed_back}</td>
                        <td className="number">{one.rate}</td>
                      </tr>
                    ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Asked>
    </Panel>
  );
}
