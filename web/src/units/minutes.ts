/** Durations as somebody types them: whole seconds inside, minutes with a decimal where people read and write. */
import { figure, typed } from './figures.ts';
import type { Language } from '../words/words.ts';

const MINUTE = 60;

/** "9" or "9.5". */
export function minutesText(seconds: number, language: Language): string {
  return figure(seconds / MINUTE, seconds % MINUTE === 0 ? 0 : 1, language);
}

/** Seconds of the minutes somebody typed; null = no number, or below zero. */
export function secondsTyped(text: string): number | null {
  const minutes = typed(text);
  return minutes === null || minutes < 0 ? null : Math.round(minutes * MINUTE);
}
