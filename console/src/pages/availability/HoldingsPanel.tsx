// What somebody has in hand, who would get it, and giving it to them.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { GivenOn, Holdings } from "../../api/availability";
import { api, get, post } from "../../api/client";
import { useNames } from "../../api/people";
import { pathTo } from "../../app/location";
import { Confirmed } from "../../ui/Confirmed";
import { Link } from "../../ui/Link";
import { Facts, Panel } from "../../ui/Parts";
import { PersonSelect } from "../../ui/PersonSelect";
import { Asked } from "../../ui/State";
import { words } from "../../words/en";
import { MoveTables } from "../moves/Previewed";

const text = words.availability;
const count = (number: number) => number.toLocaleString("en");

function useHoldings(person: string, to: string, enabled: boolean) {
  const search = new URLSearchParams(to === "" ? { then: "route_again" } : { then: "delegate", to });
  return useQuery({ queryKey: ["availability", person, "holdings", to], queryFn: () => get<Holdings>(`${api`/v1/people/${person}/holdings`}?${search.toString()}`), enabled, staleTime: 0, refetchOnWindowFocus: false });
}

function Reassign({ holdings, name, to }: { holdings: Holdings; name: string; to: string }) {
  const nameOf = useNames();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [accounts, setAccounts] = useState(false);
  const give = useMutation({
    mutationFn: () => post<GivenOn>(api`/v1/people/${holdings.person}/reassign`, to === "" ? { then: "route_again" } : { then: "delegate", to, accounts }),
    onSuccess: () => setAsking(false),
    onSettled: () => Promise.all(["availability", "leads", "queues", "moves", "pools"].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
  const moves = holdings.preview?.move_count ?? 0;
  const nothing = moves === 0 && !(accounts && holdings.accounts.length > 0);
  return (
    <div className="panel-text fields">
      {to !== "" && holdings.accounts.length > 0 && (
        <label className="check">
          <input type="checkbox" checked={accounts} onChange={(event) => setAccounts(event.target.checked)} />
          {text.withAccounts} ({count(holdings.accounts.length)})
        </label>
      )}
      {to === "" && holdings.accounts.length > 0 && <p className="soft">{text.accountsNote}</p>}
      <div className="actions">
        <button type="button" className="button primary" disabled={nothing} onClick={() => setAsking(true)}>
          {text.reassign}
        </button>
        <span role="status">{give.isSuccess && text.moved(count(give.data.moved), count(give.data.left_out))}</span>
        {give.isSuccess && give.data.plan !== null && <Link to={pathTo("policies", "moves")}>{text.toMoves}</Link>}
      </div>
      <Confirmed title={text.reassign} open={asking} onClose={() => setAsking(false)} pending={give.isPending} error={give.error} onConfirm={() => give.mutate()}>
        <p>{text.reassignSure(count(moves), name, to === "" ? text.byPolicy : nameOf(to))}</p>
      </Confirmed>
    </div>
  );
}

function Shown({ holdings, name, to }: { holdings: Holdings; name: string; to: string }) {
  return (
    <>
      <Facts
        facts={[
          [text.leads, count(holdings.lead_count)],
          [text.accounts, count(holdings.accounts.length)],
          [text.requests, count(holdings.requests.length)],
          [text.reports, count(holdings.reports.length)],
        ]}
      />
      {holdings.preview !== null && (
        <div className="previewed">
          <p className="panel-text">{text.moves(count(holdings.preview.move_count), count(holdings.preview.left_out_count))}</p>
          <MoveTables found={holdings.preview} />
        </div>
      )}
      <Reassign holdings={holdings} name={name} to={to} />
    </>
  );
}

export function HoldingsPanel({ person, name }: { person: string; name: string }) {
  const [open, setOpen] = useState(false);
  const [to, setTo] = useState("");
  const holdings = useHoldings(person, to, open);
  return (
    <Panel
      title={text.holdings}
      note={text.holdingsNote}
      actions={
        !open && (
          <button type="button" className="button" onClick={() => setOpen(true)}>
            {text.show}
          </button>
        )
      }
    >
      {open && (
        <>
          <div className="panel-text narrow-form">
            <PersonSelect label={text.giveTo} name="to" none={text.byPolicy} without={person} onChange={setTo} />
          </div>
          <Asked query={holdings} rows={4}>
            {(found) => <Shown holdings={found} name={name} to={to} />}
          </Asked>
        </>
      )}
    </Panel>
  );
}
