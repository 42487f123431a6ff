// Who works by keys, or hears the page, keeps a place when what had the focus goes: a row whose action took it out of its list,
// a button of what was decided, a dialog whose opener went with it. The browser would put them at the top of the page.
import { useEffect } from "react";

interface Held {
  element: HTMLElement;
  /** From the innermost on, each with where the one within it stood. */
  above: readonly (readonly [HTMLElement, number])[];
  /** What had the focus before the dialog that it is in. */
  opener: Held | null;
}

const places = "li, tr, section, dialog[open], [role=region], [role=group], main";

function held(element: HTMLElement, before: Held | null): Held {
  const above: (readonly [HTMLElement, number])[] = [];
  for (let inner = element, outer = element.parentElement; outer !== null; inner = outer, outer = outer.parentElement) {
    above.push([outer, Array.prototype.indexOf.call(outer.children, inner)]);
  }
  const dialog = element.closest("dialog");
  if (dialog === null) return { element, above, opener: null };
  const sameDialog = before?.above.some(([outer]) => outer === dialog) === true;
  return { element, above, opener: sameDialog ? before.opener : before };
}

const canHave = (element: HTMLElement) => element.isConnected && !element.matches(":disabled") && element.checkVisibility();

/** A link of the row and not one of its buttons: who presses Enter twice does one thing. */
const inRow = (row: HTMLElement) => row.querySelector<HTMLElement>("a[href]") ?? row;

function nearest({ above }: Held): HTMLElement | null {
  const found = above.find(([outer]) => canHave(outer));
  if (found === undefined) return null;
  const [outer, at] = found;
  if (outer.matches("ul, ol, tbody")) {
    const row = outer.children[Math.min(at, outer.children.length - 1)];
    if (row !== undefined) return inRow(row as HTMLElement);
  }
  const place = outer.closest<HTMLElement>(places);
  return place?.matches("li, tr") === true ? inRow(place) : place;
}

function focusOn(element: HTMLElement | null): void {
  if (element === null) return;
  if (element.tabIndex < 0 && !element.hasAttribute("tabindex")) element.tabIndex = -1;
  element.focus({ preventScroll: element.matches("main") });
}

export function useKeptFocus(): void {
  useEffect(() => {
    let last: Held | null = null;
    const took = (event: FocusEvent) => {
      if (event.target instanceof HTMLElement && event.target !== document.body) last = held(event.target, last);
    };
    const lost = () => {
      // Only then is it known whether it went, or the reader left it.
      queueMicrotask(() => {
        if (last !== null && document.activeElement === document.body && canHave(last.element)) last = null;
      });
    };
    const changed = () => {
      if (last === null || document.activeElement !== document.body) return;
      const { element, opener } = last;
      if (canHave(element)) return element.focus({ preventScroll: true });
      // A button that waits for its answer can be pressed again, or goes with it.
      if (element.isConnected && element.checkVisibility()) return;
      // While the dialog is open nothing beside it can have the focus.
      const inDialog = last.above.some(([outer]) => outer.matches("dialog[open]") && outer.isConnected);
      const from = inDialog ? last : (opener ?? last);
      focusOn(canHave(from.element) ? from.element : nearest(from));
    };
    const watch = new MutationObserver(changed);
    watch.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled", "open", "hidden"] });
    document.addEventListener("focusin", took);
    document.addEventListener("focusout", lost);
    return () => {
      watch.disconnect();
      document.removeEventListener("focusin", took);
      document.removeEventListener("focusout", lost);
    };
  }, []);
}
