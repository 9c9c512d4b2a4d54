/** The arithmetic of the pictures. Pure. */

/** The part of a ring that is left, as a dash pattern: what is drawn, and the rest. */
export function dashes(left: number, whole: number, radius: number): string {
  const round = 2 * Math.PI * radius;
  const part = whole > 0 ? Math.min(1, Math.max(0, left / whole)) : 0;
  return `${(part * round).toFixed(2)} ${round.toFixed(2)}`;
}

// What radios of treadmills come to in a room: above −55 dBm beside it, below −90 dBm the link breaks.
const BARS_FROM_DBM = [-90, -80, -70, -60] as const;

/** 0 to 4 bars of a received strength in dBm. */
export function bars(dbm: number): number {
  return BARS_FROM_DBM.filter((least) => dbm >= least).length;
}

export interface Week {
  belt_time_s: number;
  walks: number;
  planned: number | null;
}

// Bars reach up to so many minutes at least, so that a small beginning looks small.
const LEAST_MINUTES = 10;

/** How high each week's bar is, from 0 to 1. */
export function heights(weeks: readonly Week[]): number[] {
  const minutes = weeks.map((week) => week.belt_time_s / 60);
  const most = Math.max(LEAST_MINUTES, ...minutes);
  return minutes.map((each) => each / most);
}

/** What a belt does, of the gateway's word for it. */
export type Motion = 'moving' | 'rest' | 'unknown';

const MOTIONS: Readonly<Record<string, Motion>> = {
  unknown: 'unknown',
  idle: 'rest',
  armed: 'rest',
  latched: 'rest',
  observed: 'moving',
  starting: 'moving',
  running: 'moving',
  adrift: 'moving',
  halting: 'moving',
  stopping: 'moving',
};

/** What is not known to stand counts as unknown, never as standing. */
export function motion(belt: string): Motion {
  return Object.hasOwn(MOTIONS, belt) ? (MOTIONS[belt] ?? 'unknown') : 'unknown';
}
