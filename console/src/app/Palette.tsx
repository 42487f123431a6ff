import { use, useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import type { PageName } from "../api/pages";
import { useMayEach, type Right } from "../api/rights";
import { Dialog } from "../ui/Dialog";
import { words } from "../words/en";
import { navigate, pathTo, usePlace } from "./location";
import { LookedContext, type Opened } from "./looked";
import { useRecords, type FoundRecord } from "./records";

type Command = FoundRecord;

interface PartOfPage extends Command {
  /** Whoever is offered the page is offered its parts. */
  page: PageName;
}

const part = (page: PageName, label: string, to: string): PartOfPage => ({ page, label: words.palette.partOf(words.pages[page], label), to });

const partsOfPages: readonly PartOfPage[] = [
  ...(["unassigned", "held", "failed", "exceptions"] as const).map((name) => part("queues", words.queues.names[name] ?? name, pathTo("queues", name))),
  ...(["files", "compare", "stage"] as const).map((name) => part("policies", words.policies.tabs[name], pathTo("policies", "active", name))),
  part("policies", words.tables.title, pathTo("policies", "tables")),
  part("policies", words.watch.title, pathTo("policies", "watch")),
  part("policies", words.moves.title, pathTo("policies", "moves")),
  part("availability", words.availability.import, pathTo("availability", "import")),
  part("audit", words.auditSearch.title, pathTo("audit", null, null, { search: "1" })),
  ...(Object.keys(words.admin.tabs) as (keyof typeof words.admin.tabs)[]).map((name) => part("admin", words.admin.tabs[name], pathTo("admin", name))),
];

// More than these are not looked through; more letters find them.
const mostRecords = 12;

const deskCommands: readonly (Command & { right?: Right })[] = [
  { label: words.palette.newRequest, to: pathTo("desk", "new"), right: "cases.open" },
  { label: words.palette.approvals, to: pathTo("desk", "approvals"), right: "cases.decide" },
  { label: words.palette.documents, to: pathTo("desk", "documents"), right: "documents.read" },
  { label: words.palette.goTo(words.notices.title), to: pathTo("notices") },
  { label: words.notices.toSettings, to: pathTo("notices", "settings") },
];

/** What was looked at before comes first while nothing is typed, so that Ctrl K and Enter go back to it. */
function commandsFor(text: string, pages: readonly PageName[], opened: readonly Opened[], records: readonly Command[], may: (right: Right) => boolean): Command[] {
  const typed = text.trim();
  const wanted = typed.toLowerCase();
  const found: Command[] = pages
    .filter((page) => words.pages[page].toLowerCase().includes(wanted))
    .map((page) => ({ label: words.palette.goTo(words.pages[page]), to: pathTo(page) }));
  const again = opened.filter((one) => one.label.toLowerCase().includes(wanted)).map((one) => ({ label: words.palette.again(one.label), to: one.to }));
  if (typed === "") found.unshift(...again);
  else found.push(...again);
  if (typed !== "") found.push(...partsOfPages.filter((one) => pages.includes(one.page) && one.label.toLowerCase().includes(wanted)));
  found.push(...deskCommands.filter(({ right }) => right === undefined || may(right)).filter((command) => command.label.toLowerCase().includes(wanted)));
  if (typed === "") return found;
  found.push(...records.filter((one) => one.label.toLowerCase().includes(wanted)).slice(0, mostRecords));
  if (/^rev-\d+$/i.test(typed)) found.unshift({ label: words.palette.goTo(typed.toUpperCase()), to: pathTo("desk", typed.toUpperCase()) });
  if (typed.includes("@")) found.push({ label: words.palette.findLead(typed), to: pathTo("leads", null, null, { find: typed }) });
  if (typed.startsWith("lead_")) found.unshift({ label: words.palette.goTo(typed), to: pathTo("leads", typed) });
  found.push({ label: words.palette.lookUp(typed), to: `/?of=${encodeURIComponent(typed)}` });
  // A lead can be named in two ways.
  return found.filter((one, at) => found.findIndex((other) => other.to === one.to) === at);
}

/** A combobox (WAI-ARIA 1.2): the focus stays in the box, arrows choose, Enter goes. */
function Box({ pages, onClose }: { pages: readonly PageName[]; onClose: () => void }) {
  const id = useId();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState(0);
  const { page, item } = usePlace();
  const { opened } = use(LookedContext);
  const here = pathTo(page, item);
  const commands = commandsFor(
    text,
    pages,
    opened.filter((one) => one.to !== here),
    useRecords(pages),
    useMayEach(),
  );
  const at = Math.min(chosen, commands.length - 1);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Some browsers answer it with a promise, which is no way to end an effect.
    list.current?.children[at]?.scrollIntoView({ block: "nearest" });
  }, [at]);
  const go = (command: Command | undefined) => {
    if (command === undefined) return;
    onClose();
    navigate(command.to);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") setChosen((at + 1) % Math.max(commands.length, 1));
    else if (event.key === "ArrowUp") setChosen((at - 1 + commands.length) % Math.max(commands.length, 1));
    else if (event.key === "Enter") go(commands[at]);
    else return;
    event.preventDefault();
  };
  return (
    <div className="palette">
      <input
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={commands.length > 0 ? `${id}-${at}` : undefined}
        aria-label={words.palette.title}
        placeholder={words.palette.hint}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setChosen(0);
        }}
        onKeyDown={keys}
      />
      <div ref={list} id={`${id}-list`} className="options" role="listbox" aria-label={words.palette.options}>
        {commands.map((command, number) => (
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- keys are the combobox's
          <div key={command.to} id={`${id}-${number}`} role="option" tabIndex={-1} aria-selected={number === at} onClick={() => go(command)}>
            {command.label}
          </div>
        ))}
      </div>
      {commands.length === 0 && <p className="soft">{words.palette.empty}</p>}
      <p className="palette-keys" aria-hidden="true">
        {words.palette.keys.map(([key, does]) => (
          <span key={key}>
            <kbd>{key}</kbd> {does}
          </span>
        ))}
      </p>
    </div>
  );
}

export function Palette({ open, pages, onClose }: { open: boolean; pages: readonly PageName[]; onClose: () => void }) {
  return (
    <Dialog title={words.palette.title} open={open} onClose={onClose}>
      <Box pages={pages} onClose={onClose} />
    </Dialog>
  );
}
