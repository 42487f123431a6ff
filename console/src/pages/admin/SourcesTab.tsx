import { useQuery } from "@tanstack/react-query";
import { get } from "../../api/client";
import { Panel } from "../../ui/Parts";
import { Asked, Empty } from "../../ui/State";
import { words } from "../../words/en";

const text = words.admin;

interface Sources {
  sources: { name: string; signature: string; signed: boolean }[];
}

export function SourcesTab() {
  const sources = useQuery({ queryKey: ["sources"], queryFn: () => get<Sources>("/v1/sources") });
  return (
    <Panel title={text.sources}>
      <Asked query={sources}>
        {({ sources: all }) =>
          all.length === 0 ? (
            <Empty title={text.noSources}>{text.noSourcesNote}</Empty>
          ) : (
            <table>
              <thead>
                <tr>
                  <th scope="col">{text.source}</th>
                  <th scope="col">{text.signed}</th>
                  <th scope="col">{text.signature}</th>
                </tr>
              </thead>
              <tbody>
                {all.map((source) => (
                  <tr key={source.name}>
                    <td>{source.name}</td>
                    <td>{source.signed ? words.state.yes : words.state.no}</td>
                    <td>{source.signature.replaceAll("_", " ")}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Asked>
    </Panel>
  );
}
