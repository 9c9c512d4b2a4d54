/** Four weeks as figures to draw: bars of the days, and lines through what was told. Pure. */
import type { Schema } from '../../api/client.ts';

type Day = Schema<'DayView'>;
type Walked = Schema<'WalkedView'>;

/** A walk as a bar. from, wide: in days, several of one day share it; minutes: on the belt. */
export interface Bar {
  readonly session: string;
  readonly light: string;
  readonly minutes: number;
  readonly from: number;
  readonly wide: number;
}

// Of a day, the share that its bars take; the rest is the gap between two days.
const FILLED = 0.76;
const MINUTE = 60;

export function bars(days: readonly Day[]): readonly Bar[] {
  return days.flatMap((day, index) =>
    day.walks.map((walk, nth) => ({
      session: walk.session,
      light: walk.light,
      minutes: walk.belt_time_s / MINUTE,
      from: index + (1 - FILLED) / 2 + (FILLED * nth) / day.walks.length,
      wide: FILLED / day.walks.length,
    })),
  );
}

// A short walk looks short: the axis reaches so many minutes at least.
const LEAST_MINUTES = 10;

/** How far the axis of minutes reaches. */
export function reach(of: readonly Bar[]): number {
  return Math.ceil(Math.max(LEAST_MINUTES, ...of.map((bar) => bar.minutes)) / 5) * 5;
}

/** The walks of the strip, each with its day (0 = the first), oldest first. */
export function placed(days: readonly Day[], walks: readonly Walked[]): readonly (Walked & { readonly day: number })[] {
  const on = new Map(days.flatMap((day, index) => day.walks.map((walk) => [walk.session, index] as const)));
  return walks.flatMap((walk) => {
    const day = on.get(walk.session);
    return day === undefined ? [] : [{ ...walk, day }];
  });
}

export type Answer = 'pain_before' | 'worst_pain' | 'pain_morning' | 'effort';
export const PAINS: readonly Answer[] = ['pain_before', 'worst_pain', 'pain_morning'];

/** What was told, each on its day; a walk of which nobody told is passed over. */
export function answers(of: ReturnType<typeof placed>, name: Answer): readonly { readonly day: number; readonly value: number }[] {
  return of.flatMap((walk) => {
    const value = walk[name];
    return value === null ? [] : [{ day: walk.day, value }];
  });
}
