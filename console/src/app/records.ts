// What the palette finds by name besides pages and leads: pools, people, agents, reports and their like, as far as their page is
// open to the reader.
import { useQueries } from "@tanstack/react-query";
import { get } from "../api/client";
import type { PageName } from "../api/pages";
import { calledBy, usePeople } from "../api/people";
import { words } from "../words/en";
import { pathTo } from "./location";

export interface FoundRecord {
  label: string;
  to: string;
}

interface Source {
  page: PageName;
  /** As the page itself asks, so that what it has is not asked for again. */
  key: string;
  read: (answer: never) => readonly (readonly [name: string, to: string])[];
}

const sources: readonly Source[] = [
  { page: "pools", key: "pools", read: (answer: { pools: { id: string }[] }) => answer.pools.map(({ id }) => [id, pathTo("pools", id)]) },
  { page: "agents", key: "agents", read: (answer: { id: string }[]) => answer.map(({ id }) => [id, pathTo("agents")]) },
  { page: "models", key: "models", read: (answer: { items: { agent: string }[] }) => answer.items.map(({ agent }) => [agent, pathTo("models", agent)]) },
  { page: "reports", key: "reports", read: (answer: { name: string; title: string }[]) => answer.map(({ name, title }) => [title, pathTo("reports", name)]) },
  { page: "desk", key: "documents", read: (answer: { items: { name: string; title: string }[] }) => answer.items.map(({ name, title }) => [title, pathTo("desk", "documents", name)]) },
  {
    page: "policies",
    key: "policies",
    read: (answer: { versions: { policy: string; policy_version: string }[] }) => answer.versions.map(({ policy, policy_version: version }) => [`${policy} ${version}`, pathTo("policies", version)]),
  },
];

const keptMs = 60_000;

/** Asked for when the palette opens, and at most once a minute. */
export function useRecords(pages: readonly PageName[]): FoundRecord[] {
  const open = sources.filter((source) => pages.includes(source.page));
  const answers = useQueries({ queries: open.map(({ key }) => ({ queryKey: [key], queryFn: () => get<unknown>(`/v1/${key}`), staleTime: keptMs })) });
  const people = usePeople(pages.includes("availability")).data ?? [];
  const named = (page: PageName, name: string, to: string): FoundRecord => ({ label: words.palette.partOf(words.pages[page], name), to });
  return [
    ...open.flatMap(({ page, read }, at) => {
      const answer = answers[at]?.data;
      return answer === undefined ? [] : read(answer as never).map(([name, to]) => named(page, name, to));
    }),
    ...people.map((person) => named("availability", calledBy(person), pathTo("availability", person.id))),
  ];
}
