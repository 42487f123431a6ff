// People of the workspace, who come as the CSV that an import reads.
import { useQuery } from "@tanstack/react-query";
import { parseCsv } from "../ui/csv";
import { getText } from "./client";
import { useMay } from "./rights";

export interface Person {
  id: string;
  name: string;
  team: string;
  manager: string;
  active: boolean;
}

async function fetchPeople(): Promise<Person[]> {
  const [head = [], ...rows] = parseCsv(await getText("/v1/people"));
  const at = (name: string) => head.indexOf(name);
  const [id, name, team, manager, active] = [at("id"), at("name"), at("team"), at("manager"), at("active")];
  return rows.map((row) => ({ id: row[id] ?? "", name: row[name] ?? "", team: row[team] ?? "", manager: row[manager] ?? "", active: row[active] !== "false" }));
}

export function usePeople(enabled = true) {
  const may = useMay("reference.read");
  return useQuery({ queryKey: ["people"], queryFn: fetchPeople, staleTime: 60_000, enabled: enabled && may });
}

/** Teams by id, with who manages them. */
async function fetchTeams(): Promise<Map<string, string>> {
  const [head = [], ...rows] = parseCsv(await getText("/v1/teams"));
  const [id, manager] = [head.indexOf("id"), head.indexOf("manager")];
  return new Map(rows.map((row) => [row[id] ?? "", row[manager] ?? ""]));
}

export function useTeamManagers(enabled = true) {
  const may = useMay("reference.read");
  return useQuery({ queryKey: ["people", "teams"], queryFn: fetchTeams, staleTime: 60_000, enabled: enabled && may });
}

export const calledBy = (person: Pick<Person, "id" | "name">) => (person.name === "" ? person.id : person.name);

/** What to call somebody: their name where it is known, else their id. */
export function useNames(): (id: string) => string {
  const people = usePeople();
  const names = new Map(people.data?.map((person) => [person.id, person.name]));
  return (id) => names.get(id) ?? id;
}
