// Which pages are offered to whom: those whose first question the server would answer.
import { use } from "react";
import type { words } from "../words/en";
import { UserContext, reachOf, type Right } from "./rights";

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
  admin: ["users.read", "users.write"],
};

export function useAllowedPages(): PageName[] {
  const user = use(UserContext);
  const may = (right: Right) => user === null || reachOf(user.roles, right) !== "none";
  return (Object.keys(opened) as PageName[]).filter((page) => opened[page].length === 0 || opened[page].some(may));
}
