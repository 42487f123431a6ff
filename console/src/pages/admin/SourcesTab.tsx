import { useQuery } from "@tanstack/react-query";
import { get } from "../../api/client";
import { Panel } from "../../ui/Parts";
import { ScrollTable } from "../../ui/ScrollTable";
import { Asked, Empty } from "../../ui/State";
import { words } from "../../words/en";
import { spaced } from "../../words/en.codes";

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
            <ScrollTable label={text.sources} heads={[text.source, text.signed, text.signature]}>
                {all.map((source) => (
                  <tr key={source.name}>
                    <td>{source.name}</td>
                    <td>{source.signed ? words.state.yes : words.state.no}</td>
                    <td>{spaced(source.signature)}</td>
                  </tr>
                ))}
            </ScrollTable>
          )
        }
      </Asked>
    </Panel>
  );
}
