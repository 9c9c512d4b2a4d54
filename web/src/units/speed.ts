/** Belt speeds: whole steps of 0.01 km/h inside, km/h or mph where people read and write. */

import { figure, typed, withUnit } from './figures.ts';
import type { Language } from '../words/words.ts';

export const SPEED_UNITS = ['km/h', 'mph'] as const;
export type SpeedUnit = (typeof SPEED_UNITS)[number];

// The API tells km/h with two decimals; a step is the 0.01 km/h of the treadmill's own service.
const STEPS_PER_KMH = 100;
// The international mile is 1.609344 km, exact by definition; counted in millionths so that rounding down is exact.
const MILLIONTHS_PER_MPH = 160_934_400;
const MILLIONTHS_PER_STEP = 1_000_000;
// Belts go by tenths, and so do their consoles.
const DECIMALS = 1;
// Guards a wish against the last bit of a double: 1.5 × 1.609344 must not become one step less.
const HAIR = 1e-9;

/** Steps of a speed as the API tells it; null = not known. */
export function speedSteps(kmh: number | null | undefined): number | null {
  return kmh === null || kmh === undefined ? null : Math.round(kmh * STEPS_PER_KMH);
}

/** A speed as the API takes it. */
export function kmhOf(steps: number): number {
  return steps / STEPS_PER_KMH;
}

function stepsPer(unit: SpeedUnit): number {
  return unit === 'mph' ? MILLIONTHS_PER_MPH / MILLIONTHS_PER_STEP : STEPS_PER_KMH;
}

/** A speed as a number in a unit, for axes and sliders. */
export function speedIn(steps: number, unit: SpeedUnit): number {
  return steps / stepsPer(unit);
}

/** "2.4", without its unit. */
export function speedFigure(steps: number | null, unit: SpeedUnit, language: Language): string {
  return figure(steps === null ? null : speedIn(steps, unit), DECIMALS, language);
}

/** "2.4 km/h". */
export function speedText(steps: number | null, unit: SpeedUnit, language: Language): string {
  return withUnit(speedFigure(steps, unit, language), unit);
}

/** Steps of what somebody typed in a unit, rounded down to slower; null = no number, or below zero. */
export function speedTyped(text: string, unit: SpeedUnit): number | null {
  const value = typed(text);
  return value === null || value < 0 ? null : Math.floor(value * stepsPer(unit) + HAIR);
}
