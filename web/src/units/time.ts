/** Durations in milliseconds, and days and times of the clock. */

import { UNKNOWN } from './figures.ts';
import type { Language } from '../words/words.ts';

const SECOND = 1_000;
const MINUTE = 60;
const HOUR = 3_600;

/** What is left is rounded up, so that "0:00" is the end; what is over is rounded down. */
export type Rounding = 'left' | 'over';

/** Whole seconds, never below zero. */
export function seconds(ms: number, rounding: Rounding = 'over'): number {
  const exact = Math.max(0, ms) / SECOND;
  return rounding === 'left' ? Math.ceil(exact) : Math.floor(exact);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** "3:05", or "1:02:05" from an hour on. */
export function clock(ms: number | null | undefined, rounding: Rounding = 'over'): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return UNKNOWN;
  const whole = seconds(ms, rounding);
  const [hours, minutes] = [Math.floor(whole / HOUR), Math.floor((whole % HOUR) / MINUTE)];
  const tail = two(whole % MINUTE);
  return hours > 0 ? `${hours}:${two(minutes)}:${tail}` : `${minutes}:${tail}`;
}

/** Minutes and seconds apart, for sentences. */
export function parts(ms: number, rounding: Rounding = 'over'): { minutes: number; seconds: number } {
  const whole = seconds(ms, rounding);
  return { minutes: Math.floor(whole / MINUTE), seconds: whole % MINUTE };
}

/** "26 Nov 2026" of an RFC 3339 time in the reader's own time zone, or of a day: that is the same day everywhere. */
export function day(at: string | null, language: Language): string {
  return moment(at, language, { day: 'numeric', month: 'short', year: 'numeric' });
}

/** "26 Nov, 14:05" of an RFC 3339 time. */
export function dayAndTime(at: string | null, language: Language): string {
  return moment(at, language, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hour12: false });
}

// English days are written the British way: day before month, as the rest of the world reads them.
const LOCALES: Record<Language, string> = { en: 'en-GB', de: 'de', es: 'es' };

// A day without a time would be taken for midnight in Greenwich, and be the day before to the west of it.
const DAY = /^\d{4}-\d{2}-\d{2}$/;

function moment(at: string | null, language: Language, options: Intl.DateTimeFormatOptions): string {
  const time = at === null ? Number.NaN : Date.parse(DAY.test(at) ? `${at}T00:00` : at);
  return Number.isNaN(time) ? UNKNOWN : new Intl.DateTimeFormat(LOCALES[language], options).format(time);
}
