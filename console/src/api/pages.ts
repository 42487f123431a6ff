// Which pages are offered to whom: those whose first question the server would answer.
import type { words } from "../words/en";
import { useMayEach, type Right } from "./rights";

export type PageName = keyof typeof words.pages;

/** Any of these rights opens the page; Today is everybody's. */
const opened: Record<PageName, readonly Right[]> = {
  today: [],
  leads: ["leads.read"],
  queues: ["leads.read"],
  desk: ["cases.read", "cases.open", "documents.read"],
  policies: ["policies.read"],
  pools: ["policies.read"],
  availability: ["availability.read"],
  agents: ["setup.read"],
  models: ["setup.read"],
  audit: ["audit.read"],
  reports: ["figures.read"],
  admin: ["users.read", "users.write", "setup.read", "flags.set", "readings.read"],
};

export function useAllowedPages(): PageName[] {
  const may = useMayEach();
  return (Object.keys(opened) as PageName[]).filter((page) => opened[page].length === 0 || opened[page].some(may));
}
