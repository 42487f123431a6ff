// Everything the console says, in English: the one place to translate. docs/glossary.md has the words
// that screens use beside those of the code, and a test holds these files to it.
import { codeWords } from "./en.codes";
import { conditionWords } from "./en.conditions";
import { deskWords } from "./en.desk";
import { leadWords } from "./en.leads";
import { modelWords } from "./en.models";
import { noticeWords } from "./en.notices";
import { queueWords } from "./en.queues";
import { peopleWords } from "./en.people";
import { moveWords } from "./en.moves";
import { policyWords } from "./en.policies";
import { figureWords } from "./en.reports";
import { upkeepWords } from "./en.upkeep";
import { watchWords } from "./en.watch";
import { workWords } from "./en.work";

export const words = {
  app: {
    name: "Signalbox",
    pageTitle: (title: string) => `${title} · Signalbox`,
    skip: "Skip to the content",
    navigation: "Pages",
    menu: "Menu",
    commands: "Search",
    commandKey: "Ctrl K",
    theme: "Appearance",
    themes: { system: "As the system", light: "Light", dark: "Dark" },
    signOut: "Sign out",
    withToken: "Workspace token",
    noPage: "There is no such page",
    noPageNote: "The link may be old, or mistyped.",
    toToday: "Go to Today",
    broke: "This page stopped working",
    reload: "Load it again",
  },
  pages: {
    today: "Today",
    leads: "Leads",
    queues: "Queues",
    desk: "Desk",
    policies: "Policies",
    pools: "Pools",
    availability: "Availability",
    agents: "Agents",
    models: "Models",
    audit: "Audit",
    reports: "Reports",
    admin: "Admin",
  },
  palette: {
    title: "Search and commands",
    hint: "Type a page, an e-mail address, a company or an id",
    empty: "Nothing fits.",
    goTo: (page: string) => `Go to ${page}`,
    partOf: (page: string, part: string) => `${page}: ${part}`,
    newRequest: "Make a request",
    approvals: "What waits for my decision",
    documents: "Policy documents",
    lookUp: (text: string) => `Who owns “${text}”?`,
    findLead: (text: string) => `Leads with the e-mail address ${text}`,
    options: "What can be done",
    again: (lead: string) => `Back to ${lead}`,
    keys: [
      ["↑ ↓", "choose"],
      ["Enter", "open"],
      ["Esc", "close"],
    ],
  },
  state: {
    loading: "Loading",
    failed: "Something went wrong.",
    offline: "The server cannot be reached. What you see may be old.",
    retry: "Try again",
    close: "Close",
    showAll: (count: string) => `Show all ${count}`,
    copyId: "Copy the whole id",
    copied: "Copied",
    cancel: "Cancel",
    none: "–",
    save: "Save",
    yes: "Yes",
    no: "No",
  },
  time: {
    now: "now",
    minutes: (count: number) => `${count} min`,
    hours: (count: number) => `${count} h`,
    days: (count: number) => `${count} d`,
    left: (time: string) => `${time} left`,
    late: (time: string) => `${time} late`,
    lasts: "For how long",
    durations: { "30m": "half an hour", "1h": "an hour", "2h": "two hours", "4h": "four hours", "8h": "eight hours", "24h": "a day", "72h": "three days", "168h": "a week" },
  },
  trail: {
    title: "Leads of the list",
    place: (at: string, all: string) => `${at} of ${all}`,
    before: "Previous",
    after: "Next",
  },
  status: {
    in_progress: "in progress",
    routed: "routed",
    queued: "in a queue",
    held: "held",
    rejected: "rejected",
    duplicate: "duplicate",
    failed: "failed",
  },
  signIn: {
    title: "Sign in",
    ways: "How to sign in",
    byName: "Name and password",
    byToken: "Workspace token",
    login: "Login name",
    password: "Password",
    token: "Workspace token",
    tokenNote: "Printed once when the workspace was made. It stays in this tab and is gone when you close it.",
    wrongToken: "This token is not the workspace’s.",
    submit: "Sign in",
    setUpTitle: "Make the first administrator",
    setUpNote: "This link works once.",
    noSetUp: "This link is not complete. Open it as it was printed.",
    fullName: "Your name",
    email: "E-mail address",
    make: "Make the account",
  },
  ...codeWords,
  ...conditionWords,
  ...deskWords,
  ...leadWords,
  ...modelWords,
  ...noticeWords,
  ...queueWords,
  ...peopleWords,
  ...moveWords,
  ...policyWords,
  ...upkeepWords,
  ...watchWords,
  ...workWords,
  ...figureWords,
} as const;
