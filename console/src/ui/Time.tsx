import { words } from "../words/en";

const steps: readonly [number, Intl.RelativeTimeFormatUnit][] = [
  [60, "second"],
  [60, "minute"],
  [24, "hour"],
  [7, "day"],
  [5, "week"],
  [12, "month"],
  [Infinity, "year"],
];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const short = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });

export function timeAgo(at: string): string {
  let amount = (Date.parse(at) - Date.now()) / 1000;
  if (Math.abs(amount) < 5) return words.time.now;
  for (const [size, unit] of steps) {
    if (Math.abs(amount) < size) return relative.format(Math.round(amount), unit);
    amount /= size;
  }
  return at;
}

export function shortTime(at: string): string {
  return short.format(new Date(at));
}

/** A moment as people say it; the exact one, in the reader's zone, is its tooltip. */
export function Time({ at, clock = false }: { at: string; clock?: boolean }) {
  return (
    <time dateTime={at} title={exact.format(new Date(at))}>
      {clock ? exact.format(new Date(at)) : timeAgo(at)}
    </time>
  );
}
