/** Where the lines of an axis lie, in the reader's unit, and how far an axis reaches. Pure. */
import { speedIn, type SpeedUnit } from '../../units/speed.ts';

// Belts of people who walk stay below these: small walks look small.
const LEAST_SPEED: Readonly<Record<SpeedUnit, number>> = { 'km/h': 3, mph: 2 };
const LEAST_PERCENT = 4;
const HEART: readonly [number, number] = [40, 160];
// Room above the highest curve.
const HEADROOM = 1.08;

/** The highest of several columns; 0 where there is nothing. */
export function highest(columns: readonly (readonly (number | null)[])[]): number {
  let most = 0;
  for (const column of columns) for (const value of column) if (value !== null && value > most) most = value;
  return most;
}

/** The lowest of a column; 0 where nothing is below. */
export function lowest(column: readonly (number | null)[]): number {
  let least = 0;
  for (const value of column) if (value !== null && value < least) least = value;
  return least;
}

/** How far the axis of speeds reaches (steps): whole halves of the unit. */
export function speedRange(most: number, unit: SpeedUnit): [number, number] {
  const wanted = Math.max(LEAST_SPEED[unit], speedIn(most, unit) * HEADROOM);
  return [0, (Math.ceil(wanted * 2) / 2) * stepsOf(unit)];
}

/** How far the axis of inclinations reaches (steps of 0.1 %); below zero only where it was measured so. */
export function inclinationRange(least: number, most: number): [number, number] {
  const top = Math.ceil(Math.max(LEAST_PERCENT, (most / 10) * HEADROOM) / 2) * 2;
  return [least < -5 ? Math.floor(least / 10) * 10 : 0, top * 10];
}

/** How far the axis of heart rates reaches. */
export function heartRange(most: number): [number, number] {
  return [HEART[0], Math.max(HEART[1], Math.ceil((most * HEADROOM) / 20) * 20)];
}

function stepsOf(unit: SpeedUnit): number {
  return 1 / speedIn(1, unit);
}

/** Round values of the unit from 0 to the end of the axis, at most so many (steps). */
export function speedTicks(most: number, unit: SpeedUnit, many: number): number[] {
  return ticks(speedIn(most, unit), many).map((value) => value * stepsOf(unit));
}

// A pace between two lines that a reader can count in.
const PACES = [0.5, 1, 2, 5, 10, 20, 50];

/** Round values from 0 to the end, at most so many. */
export function ticks(most: number, many: number): number[] {
  const pace = PACES.find((each) => most / each <= many) ?? most;
  return Array.from({ length: Math.floor(most / pace + 1e-9) + 1 }, (_, index) => index * pace);
}

const SECOND = 1_000;
const TIME_PACES = [10, 20, 30, 60, 120, 300, 600, 1_200, 3_600].map((each) => each * SECOND);

/** Whole times within a span (ms), at most so many. */
export function timeTicks(from: number, to: number, many: number): number[] {
  const pace = TIME_PACES.find((each) => (to - from) / each <= many) ?? to - from;
  const first = Math.ceil(from / pace) * pace;
  return Array.from({ length: Math.max(0, Math.floor((to - first) / pace) + 1) }, (_, index) => first + index * pace);
}

// Half a pixel further nobody sees; a second later everybody wonders.
const SEEN_PX = 0.5;
const LATEST_MS = 1_000;

/** Whether a plot that was drawn at one time must be drawn again at another: it would look different. */
export function due(drawn: number, now: number | null, span: number, width: number): boolean {
  if (now === null || !Number.isFinite(drawn)) return true;
  const later = Math.abs(now - drawn);
  return later >= LATEST_MS || (span > 0 && (later * width) / span >= SEEN_PX);
}
