/**
 * Everything that is announced, as a table: how much it matters, its tune, its pulses, and how long it is worth saying.
 *
 * The first part are the cues of the gateway, by the names of its events; the second what the page sees by itself.
 */
import type { PulseName } from './pulses.ts';
import type { TuneName } from './tunes.ts';

// What is more important is said first, and cuts short what is less. An alarm is above all the rest.
export const RANKS = ['reminder', 'news', 'wish', 'change', 'advice', 'stop', 'alarm'] as const;
export type Rank = (typeof RANKS)[number];

export interface CueRow {
  rank: Rank;
  tune: TuneName;
  pulse: PulseName;
}

const row = (rank: Rank, tune: TuneName, pulse: PulseName = 'short'): CueRow => ({ rank, tune, pulse });

export const CUES = {
  // ── told by the gateway ──
  countdown: row('change', 'faster', 'change'),
  speed_up: row('change', 'faster', 'change'),
  speed_down: row('change', 'slower', 'change'),
  incline: row('change', 'other', 'change'),
  steady_on: row('news', 'reminder'),
  speed_and_incline: row('change', 'other', 'change'),
  stopping_to_turn: row('change', 'slower', 'change'),
  stopping_to_rest: row('change', 'slower', 'change'),
  turn_now: row('wish', 'ready', 'change'),
  rest_now: row('news', 'stopped'),
  time_limit: row('change', 'slower', 'change'),
  winding_down: row('change', 'slower', 'change'),
  stopping_at_end: row('change', 'slower', 'change'),
  console_override: row('advice', 'hold', 'change'),
  next: row('change', 'other', 'change'),
  held: row('news', 'hold'),
  belt_stopped: row('news', 'stopped'),
  belt_moving: row('stop', 'faster', 'stop'),
  unguarded: row('news', 'advice'),
  unleased: row('news', 'advice'),
  tap_due: row('wish', 'answer', 'change'),
  unattended: row('change', 'slower', 'change'),
  heart_high: row('change', 'slower', 'change'),
  strap_silent: row('news', 'advice'),
  fall_check: row('stop', 'answer', 'stop'),
  pain_advice: row('advice', 'advice'),
  dizzy_advice: row('advice', 'advice'),
  chest_advice: row('stop', 'advice', 'stop'),
  remove_key: row('news', 'reminder'),
  press_a_key: row('wish', 'ready'),
  console_seen: row('news', 'reminder'),
  // ── seen by the page ──
  ready_wanted: row('wish', 'ready', 'change'),
  steady_wanted: row('wish', 'answer', 'change'),
  drill_wanted: row('wish', 'answer', 'change'),
  stopping: row('stop', 'stop', 'stop'),
  stopped: row('stop', 'stopped', 'stop'),
  minute_left: row('news', 'reminder'),
  light_grip: row('reminder', 'reminder'),
  feeling: row('reminder', 'reminder'),
  pull_the_key: row('alarm', 'stop', 'alarm'),
  link_lost: row('alarm', 'stop', 'alarm'),
  stale: row('stop', 'stop', 'stop'),
  moving_unasked: row('alarm', 'stop', 'alarm'),
  key_pulled: row('stop', 'stopped', 'stop'),
} as const satisfies Record<string, CueRow>;

export type CueName = keyof typeof CUES;

/** Whether this is one of the table; the gateway may learn another one day. */
export function isCue(name: string): name is CueName {
  return Object.hasOwn(CUES, name);
}

/** Those that say what is to be done now: their time tells how long it lasts, not when it begins. */
const NOW: ReadonlySet<CueName> = new Set<CueName>(['turn_now', 'rest_now']);

/** In how many ms what a cue says happens; null = it says how things are. */
export function leadOf(cue: CueName, ms: number): number | null {
  return ms > 0 && !NOW.has(cue) ? ms : null;
}

/** How much a cue matters, as a number. */
export function weight(cue: CueName): number {
  return RANKS.indexOf(CUES[cue].rank);
}

/** Whether what it tells is taken back by a hold or a stop (SR-40: hold cancels a change). */
export function isChange(cue: CueName): boolean {
  return CUES[cue].rank === 'change';
}
