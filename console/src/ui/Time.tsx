import { words } from "../words/en";
import { useClock } from "./clock";
import { Badge } from "./Parts";

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
// Of one width whatever the hour, and with the zone, because a team reads them in several.
const hours = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" } as const;
const exact = new Intl.DateTimeFormat(undefined, { year: "numeric", month: "short", day: "numeric", second: "2-digit", ...hours });
const short = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric", ...hours });
const today = new Intl.DateTimeFormat(undefined, hours);

function timeAgo(at: string): string {
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

/** The hour of a moment of today, and the day of others too. */
export function hourOrDay(at: string): string {
  const when = new Date(at);
  return (when.toDateString() === new Date().toDateString() ? today : short).format(when);
}

/** A moment as people say it; the exact one, in the reader's zone, is its tooltip. */
export function Time({ at, clock = false }: { at: string; clock?: boolean }) {
  useClock();
  return (
    <time dateTime={at} title={exact.format(new Date(at))}>
      {clock ? exact.format(new Date(at)) : timeAgo(at)}
    </time>
  );
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

function lasting(ms: number): string {
  if (ms < hourMs) return words.time.minutes(Math.floor(ms / minuteMs));
  return ms < 2 * dayMs ? words.time.hours(Math.floor(ms / hourMs)) : words.time.days(Math.floor(ms / dayMs));
}

/** What is left until `at`, or how late it is: passed, within the hour as Today counts it, later. */
function limitOf(at: string): { tone: string; said: string } {
  const left = Date.parse(at) - Date.now();
  if (left < 0) return { tone: "bad", said: words.time.late(lasting(-left)) };
  return { tone: left <= hourMs ? "wait" : "plain", said: words.time.left(lasting(left)) };
}

/** A time limit by what is left of it; the exact moment is its tooltip. */
export function TimeLimit({ at }: { at: string }) {
  useClock();
  const { tone, said } = limitOf(at);
  return (
    <Badge tone={tone}>
      <time dateTime={at} title={exact.format(new Date(at))}>
        {said}
      </time>
    </Badge>
  );
}
