/**
 * What is said next. Pure: a state and what happens in, a state and what to do out.
 *
 * Every announcement sounds its tune and its pulse at once. Speech takes its turn: what matters more cuts short what
 * matters less, and what was cut short is said again while it is still worth saying. So nothing is ever dropped for
 * something less important, and a voice that fails leaves the tunes.
 */
import { CUES, isChange, weight } from './cues.ts';
import { until, type Heard } from './heard.ts';
import type { PulseName } from './pulses.ts';
import type { TuneName } from './tunes.ts';

export interface Queue {
  /** What is being said now. */
  saying: Heard | null;
  /** What waits, the most important first; each cue once, so that there is an end to it. */
  waiting: readonly Heard[];
  /** What came lately, so that the page and the gateway do not say the same twice. */
  lately: readonly Heard[];
}

export const SILENT: Queue = { saying: null, waiting: [], lately: [] };

export type Effect =
  | { do: 'tune'; tune: TuneName; urgent: boolean }
  | { do: 'pulse'; pulse: PulseName }
  | { do: 'say'; heard: Heard }
  | { do: 'hush' };

export interface Turn {
  queue: Queue;
  effects: readonly Effect[];
}

// The gateway's event and the frame that shows the same come within one frame and one round trip of each other.
const SAME_WITHIN_MS = 2_000;

function differ(one: number | null, other: number | null): boolean {
  return one !== null && other !== null && one !== other;
}

/** A frame shows a change without its figures. */
function same(one: Heard, other: Heard): boolean {
  return one.cue === other.cue && !differ(one.speed, other.speed) && !differ(one.inclination, other.inclination);
}

function inOrder(waiting: readonly Heard[]): readonly Heard[] {
  return [...waiting].sort((one, other) => weight(other.cue) - weight(one.cue) || one.at - other.at);
}

function fresh(of: readonly Heard[], now: number): readonly Heard[] {
  return of.filter((each) => now < until(each));
}

/** Say what comes next, if nothing is being said. */
function next(queue: Queue, now: number): Turn {
  if (queue.saying) return { queue, effects: [] };
  const [first, ...rest] = inOrder(fresh(queue.waiting, now));
  if (!first) return { queue: { ...queue, waiting: [] }, effects: [] };
  return { queue: { ...queue, saying: first, waiting: rest }, effects: [{ do: 'say', heard: first }] };
}

/** What is being said goes back to those who wait. */
function cutShort(queue: Queue): Queue {
  return { ...queue, saying: null, waiting: queue.saying ? [queue.saying, ...queue.waiting] : queue.waiting };
}

function sounds({ cue }: Heard): readonly Effect[] {
  const { rank, tune, pulse } = CUES[cue];
  return [
    { do: 'tune', tune, urgent: rank === 'stop' || rank === 'alarm' },
    { do: 'pulse', pulse },
  ];
}

/** Announce something. */
export function announce(queue: Queue, heard: Heard): Turn {
  const lately = queue.lately.filter((each) => heard.at - each.at < SAME_WITHIN_MS);
  if (lately.some((each) => same(each, heard))) return { queue: { ...queue, lately }, effects: [] };
  const waiting = [...queue.waiting.filter((each) => each.cue !== heard.cue), heard];
  const joined: Queue = { saying: queue.saying, waiting, lately: [...lately, heard] };
  const cuts = queue.saying !== null && weight(heard.cue) > weight(queue.saying.cue);
  const turn = next(cuts ? cutShort(joined) : joined, heard.at);
  const hush: readonly Effect[] = cuts ? [{ do: 'hush' }] : [];
  return { queue: turn.queue, effects: [...sounds(heard), ...hush, ...turn.effects] };
}

/** The voice has finished, or has failed. */
export function said(queue: Queue, now: number): Turn {
  return next({ ...queue, saying: null }, now);
}

/** The changes that were announced do not come: hold, or a stop. */
export function cancelled(queue: Queue, now: number): Turn {
  const waiting = queue.waiting.filter((each) => !isChange(each.cue));
  if (!queue.saying || !isChange(queue.saying.cue)) return next({ ...queue, waiting }, now);
  const turn = next({ ...queue, saying: null, waiting }, now);
  return { queue: turn.queue, effects: [{ do: 'hush' }, ...turn.effects] };
}
