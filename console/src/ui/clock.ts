// What is said in relation to now (`3 min. ago`, `20 min left`) is said anew as time goes on, so that a page that stays open all
// day tells no ages of the morning.
import { useSyncExternalStore } from "react";

const tickMs = 15_000;
const ticked = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function listen(changed: () => void): () => void {
  ticked.add(changed);
  timer ??= setInterval(() => ticked.forEach((one) => one()), tickMs);
  return () => {
    ticked.delete(changed);
    if (ticked.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

const tick = () => Math.floor(Date.now() / tickMs);

/** Draws whoever calls it anew as time goes on. */
export function useClock(): void {
  useSyncExternalStore(listen, tick);
}
