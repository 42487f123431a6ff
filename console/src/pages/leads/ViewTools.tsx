// Which columns show, and named views: both are this browser's.
import { Popover } from "radix-ui";
import { useState, type SyntheticEvent } from "react";
import { Link } from "../../ui/Link";
import { words } from "../../words/en";
import { pathTo } from "../../app/location";
import { columnIds } from "./columns";
import type { Filters } from "./query";

const text = words.leads;

export type Visible = Record<string, boolean>;

export function ColumnChoice({ visible, onChange }: { visible: Visible; onChange: (next: Visible) => void }) {
  return (
    <Popover.Root>
      <Popover.Trigger className="button">{text.columns}</Popover.Trigger>
      <Popover.Content className="popover" align="end" sideOffset={4} aria-label={text.columns}>
        {columnIds.map((id) => (
          <label key={id} className="check">
            <input type="checkbox" checked={visible[id] !== false} disabled={id === "name"} onChange={(event) => onChange({ ...visible, [id]: event.target.checked })} />
            {text.columnNames[id]}
          </label>
        ))}
      </Popover.Content>
    </Popover.Root>
  );
}

interface SavedView {
  name: string;
  filters: Filters;
}

const place = "signalbox.views";

function storedViews(): SavedView[] {
  try {
    return JSON.parse(localStorage.getItem(place) ?? "[]") as SavedView[];
  } catch {
    return [];
  }
}

export function SavedViews({ filters }: { filters: Filters }) {
  const [views, setViews] = useState(storedViews);
  const keep = (next: SavedView[]) => {
    setViews(next);
    localStorage.setItem(place, JSON.stringify(next));
  };
  const save = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = (new FormData(event.currentTarget).get("name") as string).trim();
    if (name !== "") keep([...views.filter((view) => view.name !== name), { name, filters }]);
    event.currentTarget.reset();
  };
  return (
    <Popover.Root>
      <Popover.Trigger className="button">{text.views}</Popover.Trigger>
      <Popover.Content className="popover" align="end" sideOffset={4} aria-label={text.views}>
        {views.length === 0 && <p className="soft">{text.noViews}</p>}
        {views.map((view) => (
          <div key={view.name} className="saved-view">
            <Popover.Close asChild>
              <Link to={pathTo("leads", null, null, view.filters as Record<string, string>)}>{view.name}</Link>
            </Popover.Close>
            <button type="button" className="button quiet" aria-label={text.removeView(view.name)} onClick={() => keep(views.filter((other) => other !== view))}>
              ×
            </button>
          </div>
        ))}
        <form className="joined" onSubmit={save}>
          <input name="name" aria-label={text.viewName} placeholder={text.viewName} />
          <button className="button">{text.saveView}</button>
        </form>
      </Popover.Content>
    </Popover.Root>
  );
}
