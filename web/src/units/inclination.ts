/** Inclinations: whole steps of 0.1 % inside, per cent and degrees where people look. */

import { figure, typed, withUnit } from './figures.ts';
import type { Language } from '../words/words.ts';

const STEPS_PER_PERCENT = 10;
const DECIMALS = 1;

/** Steps of an inclination as the API tells it; null = not known. */
export function inclinationSteps(percent: number | null | undefined): number | null {
  return percent === null || percent === undefined ? null : Math.round(percent * STEPS_PER_PERCENT);
}

/** An inclination as the API takes it. */
export function percentOf(steps: number): number {
  return steps / STEPS_PER_PERCENT;
}

/** "2.5", without its sign. */
export function inclinationFigure(steps: number | null, language: Language): string {
  return figure(steps === null ? null : percentOf(steps), DECIMALS, language);
}

/** "2.5 %". */
export function inclinationText(steps: number | null, language: Language): string {
  return withUnit(inclinationFigure(steps, language), '%');
}

/** The angle of the deck in degrees: 100 % are 45°. */
export function degrees(steps: number): number {
  return (Math.atan(percentOf(steps) / 100) * 180) / Math.PI;
}

/** Steps of what somebody typed in per cent, rounded down to flatter; null = no number, or below zero. */
export function inclinationTyped(text: string): number | null {
  const value = typed(text);
  return value === null || value < 0 ? null : Math.floor(value * STEPS_PER_PERCENT + 1e-9);
}
