/** The last seconds before the belt changes, counted aloud: three, two, one, now. Pure. */

/** What is looked at of a frame. */
export interface Timed {
  latched: string | null;
  walk?: { stage: string; segment: number; change_in_ms: number | null } | null;
}

export interface Ticks {
  /** When the belt will be started, by the cue of the countdown (ms of the page's clock); null = not told. */
  startsAt: number | null;
  /** The second that was counted last, and where; null = none is being counted. */
  counted: { second: number; place: string } | null;
}

export const UNCOUNTED: Ticks = { startsAt: null, counted: null };

export interface Counted {
  ticks: Ticks;
  /** The second that begins now; 0 = the change itself; null = none. */
  tick: number | null;
}

const SECONDS = 3;
// Where nothing that was counted comes any more.
const OFF: readonly string[] = ['holding', 'awaiting_ready', 'finished'];

/** Until the start or the next change (ms); null = nothing is ahead. */
export function ahead(ticks: Ticks, seen: Timed, now: number): number | null {
  if (!seen.walk || seen.latched !== null) return null;
  if (seen.walk.stage !== 'countdown') return seen.walk.change_in_ms;
  return ticks.startsAt === null ? null : Math.max(0, ticks.startsAt - now);
}

function place(seen: Timed): string {
  const { stage, segment } = seen.walk ?? { stage: '', segment: -1 };
  return stage === 'countdown' ? 'countdown' : String(segment);
}

function off(seen: Timed): boolean {
  return seen.latched !== null || !seen.walk || OFF.includes(seen.walk.stage);
}

/** Count on from frame to frame. */
export function count(ticks: Ticks, seen: Timed, now: number): Counted {
  if (off(seen)) return { ticks: UNCOUNTED, tick: null };
  const { counted } = ticks;
  const startsAt = seen.walk?.stage === 'countdown' ? ticks.startsAt : null;
  if (counted && counted.place !== place(seen)) return { ticks: { startsAt, counted: null }, tick: 0 };
  const left = ahead(ticks, seen, now);
  const second = left === null ? null : Math.ceil(left / 1_000);
  if (second === null || second < 1 || second > SECONDS || second === counted?.second) {
    return { ticks: { startsAt, counted }, tick: null };
  }
  return { ticks: { startsAt, counted: { second, place: place(seen) } }, tick: second };
}
