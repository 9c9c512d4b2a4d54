/** How a treadmill stands: what its card says first, and in which tone. Link and belt are told apart. Pure. */
import type { Treadmill } from '../../live/store.ts';
import type { Tone } from '../../parts/figure.tsx';
import { worst } from './needs.ts';

// A link that is being made is no fault; one that is gone is.
const LINKS: Readonly<Record<string, Tone>> = { linked: 'good', connecting: 'warn', searching: 'warn', lost: 'alarm' };
// What is ours and does as it is told is calm; what nobody can vouch for is not.
const BELTS: Readonly<Record<string, Tone>> = {
  idle: 'plain',
  armed: 'accent',
  starting: 'accent',
  running: 'accent',
  halting: 'accent',
  stopping: 'warn',
  latched: 'warn',
  observed: 'warn',
  unknown: 'warn',
  adrift: 'alarm',
};
// Belts that may be moving, by what is known of them: only a measured zero is a standstill.
const STANDS: ReadonlySet<string> = new Set(['idle', 'armed', 'latched']);

// What is measured is measured four times a second; older than this (ms) it is shown as old (SR-19 warns at 2 s).
const OLD_AFTER = 2_000;

export function linkTone(link: string): Tone {
  return LINKS[link] ?? 'warn';
}

export function beltTone(belt: string): Tone {
  return BELTS[belt] ?? 'warn';
}

/** Whether the belt is measured at standstill; everything else may be moving. */
export function stands(belt: string): boolean {
  return STANDS.has(belt);
}

/** Whether the measured speed is too old to be believed. */
export function isOld(machine: Treadmill): boolean {
  return machine.speed_age_ms === null || machine.speed_age_ms > OLD_AFTER;
}

export interface Headline {
  /** Which words: an alarm, a latch, the stage of a walk, or that nobody walks. */
  readonly group: 'alarm' | 'latched' | 'stage' | 'free';
  readonly code: string;
  readonly tone: Tone;
  /** Further alarms beside it. */
  readonly more: number;
}

/** The one thing to know of a treadmill from across the room. */
export function headline(machine: Treadmill): Headline {
  const alarm = worst(machine.alarms);
  if (alarm !== undefined) return { group: 'alarm', code: alarm, tone: 'alarm', more: machine.alarms.length - 1 };
  if (machine.latched !== null) return { group: 'latched', code: machine.latched, tone: 'warn', more: 0 };
  const stage = machine.walk?.stage;
  if (stage !== undefined) return { group: 'stage', code: stage, tone: stage === 'walking' ? 'good' : 'accent', more: 0 };
  return { group: 'free', code: machine.belt, tone: 'plain', more: 0 };
}

/** How close together cards stand, by how many there are: a home, a floor, a hall. */
export function density(count: number): 'roomy' | 'close' | 'dense' {
  if (count <= 4) return 'roomy';
  return count <= 12 ? 'close' : 'dense';
}
