// What the pages say that administrators and owners of tables use now and then.
import { plural } from "./plural";

export const upkeepWords = {
  tables: {
    title: "Tables",
    list: "Tables that you may edit",
    none: "No table is yours to edit",
    noneNote: "An administrator says who looks after which table of the policy.",
    rows: (count: number) => plural(count, "line", "lines"),
    noBounds: "every cell may be changed",
    withBounds: "within your bounds; what lies outside is refused",
    save: "Save as a draft",
    saved: (version: string) => `Saved as the draft ${version}; it decides nothing until somebody promotes it.`,
    asText: "The table as text",
    added: (count: number) => `${plural(count, "row", "rows")} added`,
    changed: (count: number) => `${count.toLocaleString("en")} changed`,
    removed: (count: number) => `${count.toLocaleString("en")} taken away`,
  },
  retention: {
    title: "How long leads are kept",
    forEver: "for ever now",
    kept: (days: string) => `${days} days after the last thing that happened to them`,
    days: "Days",
    daysNote: "After the last thing that happened to a lead. 0 keeps leads for ever.",
    saved: "Saved. Nothing was forgotten yet.",
    over: "Leads whose time is over",
    overNote: "Who is forgotten cannot be read again; that it was decided stays provable.",
    count: "Count them",
    counted: (expired: string, all: string, held: string) => `${expired} of ${all} leads are over; ${held} more are kept by a legal hold.`,
    forget: (count: string) => `Forget ${count} leads`,
    forgetSure: (days: string) => `Nothing happened to them for ${days} days. Their keys are destroyed; this cannot be undone.`,
    forgotten: (count: string) => `${count} leads were forgotten.`,
  },
  ownPassword: {
    change: "Change password",
    current: "Password now",
    next: "New password",
    again: "New password again",
    differ: "The two are not the same.",
    note: "It ends every other session of yours.",
    done: "Your password was changed.",
  },
} as const;
