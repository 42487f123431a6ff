// Who read personal data and who was refused, the newest first; and whether that record is what was written.
import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { get } from "../../api/client";
import { useMay } from "../../api/rights";
import { Badge, Panel } from "../../ui/Parts";
import { ScrollTable } from "../../ui/ScrollTable";
import { Asked, Empty, Failed } from "../../ui/State";
import { Time } from "../../ui/Time";
import { words } from "../../words/en";

const text = words.readings;
const kinds = Object.keys(text.kinds);
const pageSize = 50;
const tones: Record<string, string> = { denied: "bad", denied_anonymously: "bad", sign_in_failed: "bad", access_changed: "wait" };

interface Reading {
  position: number;
  time: string;
  kind: string;
  principal: string;
  route: string | null;
  filter: string | null;
  count: number;
}

interface Check {
  ok: boolean;
  first_bad: string | null;
}

function useReadings(kind: string) {
  return useInfiniteQuery({
    queryKey: ["readings", kind],
    queryFn: ({ pageParam }) => {
      const query = new URLSearchParams({ limit: String(pageSize), ...(kind === "" ? {} : { kind }), ...(pageParam === null ? {} : { before: String(pageParam) }) });
      return get<{ items: Reading[] }>(`/v1/readings?${query.toString()}`);
    },
    initialPageParam: null as number | null,
    getNextPageParam: (last) => (last.items.length < pageSize ? null : (last.items.at(-1)?.position ?? null)),
  });
}

/** What to call a principal: the name of a user where it may be read, else what the record says. */
function useCalled(): (principal: string) => string {
  const may = useMay("users.read");
  const users = useQuery({ queryKey: ["users", "names"], queryFn: () => get<{ users: { id: string; name: string }[] }>("/v1/users"), enabled: may });
  const names = new Map(users.data?.users.map((user) => [user.id, user.name]));
  return (principal) => names.get(principal) ?? words.audit.principals[principal] ?? principal;
}

function Checked() {
  const check = useMutation({ mutationFn: () => get<Check>("/v1/readings/check") });
  return (
    <div className="actions">
      <button type="button" className="button" disabled={check.isPending} onClick={() => check.mutate()}>
        {text.check}
      </button>
      <span role="status" className={check.data?.ok === false ? "bad-text" : "soft"}>
        {check.isPending ? text.checking : check.data !== undefined && (check.data.ok ? text.sound : text.altered(check.data.first_bad ?? ""))}
      </span>
      {check.isError && <Failed error={check.error} />}
    </div>
  );
}

function Rows({ readings }: { readings: readonly Reading[] }) {
  const called = useCalled();
  if (readings.length === 0) return <Empty title={text.none} />;
  return (
    <ScrollTable label={text.title} className="lines" stacked heads={[text.when, text.what, text.who, text.route, text.filter, { name: text.count, number: true }]}>
      {readings.map((one) => (
        <tr key={one.position}>
          <td className="nowrap">
            <Time at={one.time} />
          </td>
          <td>
            <Badge tone={tones[one.kind] ?? "plain"}>{text.kinds[one.kind] ?? one.kind}</Badge>
          </td>
          <td className="nowrap">{called(one.principal)}</td>
          <td className="mono nowrap">{one.route}</td>
          <td data-label={text.filter}>{one.filter?.replaceAll(",", ", ")}</td>
          <td className="number" data-label={text.count}>{one.count.toLocaleString("en")}</td>
        </tr>
      ))}
    </ScrollTable>
  );
}

export function ReadingsTab() {
  const [kind, setKind] = useState("");
  const asked = useReadings(kind);
  return (
    <Panel title={text.title} note={text.note}>
      <div className="panel-text panel-tools">
        <label className="field narrow">
          {text.what}
          <select value={kind} onChange={(event) => setKind(event.target.value)}>
            <option value="">{text.all}</option>
            {kinds.map((one) => (
              <option key={one} value={one}>
                {text.kinds[one]}
              </option>
            ))}
          </select>
        </label>
        <Checked />
      </div>
      <Asked query={asked} rows={8}>
        {(found) => <Rows readings={found.pages.flatMap((page) => page.items)} />}
      </Asked>
      {asked.hasNextPage && (
        <div className="panel-text">
          <button type="button" className="button" disabled={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>
            {text.older}
          </button>
        </div>
      )}
    </Panel>
  );
}
