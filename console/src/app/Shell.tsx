import { useEffect, useRef, useState, type ReactNode } from "react";
import { useAllowedPages } from "../api/pages";
import { useLost } from "../api/reach";
import type { SessionUser } from "../api/types";
import { Announcer } from "../ui/Announcer";
import { Link } from "../ui/Link";
import { words } from "../words/en";
import { Bell } from "./Bell";
import { useKeptFocus } from "./keptFocus";
import { pathTo, type Place } from "./location";
import { LookedContext, useLooked } from "./looked";
import { OwnPassword } from "./OwnPassword";
import { Palette } from "./Palette";
import { ThemeChoice } from "./ThemeChoice";

interface Props {
  place: Place;
  user: SessionUser | null;
  onSignOut: () => Promise<void>;
  children: ReactNode;
}

/** Who followed a link that went with its page goes on in the new one, not from the top of the frame. */
function useFocusInPage({ page, item }: Place): void {
  const before = useRef(`${page}/${item ?? ""}`);
  useEffect(() => {
    const here = `${page}/${item ?? ""}`;
    if (here === before.current) return;
    before.current = here;
    if (document.activeElement === document.body) document.getElementById("content")?.focus({ preventScroll: true });
  }, [page, item]);
}

export function Shell({ place, user, onSignOut, children }: Props) {
  const [palette, setPalette] = useState(false);
  const [menu, setMenu] = useState(false);
  const pages = useAllowedPages();
  const looked = useLooked();
  const lost = useLost();
  useFocusInPage(place);
  useKeptFocus();
  useEffect(() => {
    const keys = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setPalette((open) => !open);
    };
    window.addEventListener("keydown", keys);
    return () => window.removeEventListener("keydown", keys);
  }, []);
  return (
    <div className="shell">
      <a className="skip" href="#content">
        {words.app.skip}
      </a>
      <header className="side" data-open={menu}>
        <div className="brand">
          <Link to="/">{words.app.name}</Link>
          <Bell current={place.page === "notices"} />
          <button type="button" className="button quiet menu-button" aria-expanded={menu} onClick={() => setMenu(!menu)}>
            {words.app.menu}
          </button>
        </div>
        <button type="button" className="search-button" onClick={() => setPalette(true)}>
          <span>{words.app.commands}</span>
          <kbd>{words.app.commandKey}</kbd>
        </button>
        <nav aria-label={words.app.navigation}>
          {pages.map((page) => (
            <Link key={page} to={pathTo(page)} className="nav-link" aria-current={page === place.page ? "page" : undefined} onClick={() => setMenu(false)}>
              {words.pages[page]}
            </Link>
          ))}
        </nav>
        <div className="side-foot">
          <ThemeChoice />
          <span className="soft">{user?.name ?? words.app.withToken}</span>
          {user !== null && <OwnPassword />}
          <button type="button" className="button quiet" onClick={() => void onSignOut()}>
            {words.app.signOut}
          </button>
        </div>
      </header>
      <LookedContext value={looked}>
        <main id="content" tabIndex={-1}>
          {children}
        </main>
        <Announcer />
        <div role="status">{lost && <p className="lost">{words.state.lost}</p>}</div>
        <Palette open={palette} pages={pages} onClose={() => setPalette(false)} />
      </LookedContext>
    </div>
  );
}
