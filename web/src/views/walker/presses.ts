/** What may be pressed beside STOP, in each face: one table. What slows comes first, what goes on is told apart. */
import { moves, type Face } from './face.ts';
import type { Treadmill } from '../../live/store.ts';

export type Command =
  | 'confirm' | 'ready' | 'steady' | 'hold' | 'proceed' | 'slower' | 'faster' | 'skip' | 'snooze' | 'end' | 'tap';

/** `lease`: only who holds it may; `word`: it carries a fresh one. As in the table of docs/walks.md. */
export interface Rule {
  readonly lease: boolean;
  readonly word: boolean;
}

export const RULES: Readonly<Record<Command, Rule>> = {
  confirm: { lease: true, word: false },
  ready: { lease: true, word: true },
  steady: { lease: true, word: true },
  hold: { lease: false, word: false },
  proceed: { lease: true, word: true },
  slower: { lease: false, word: false },
  faster: { lease: true, word: true },
  skip: { lease: true, word: false },
  snooze: { lease: true, word: false },
  end: { lease: false, word: false },
  tap: { lease: false, word: false },
};

const PRESSES: Partial<Record<Face, readonly Command[]>> = {
  checklist: ['end'],
  ready: ['end'],
  countdown: ['hold'],
  settling: ['steady', 'hold', 'end'],
  walking: ['hold', 'slower', 'faster', 'skip', 'end'],
  holding: ['proceed', 'slower', 'end'],
  turn: ['end'],
  rest: ['end'],
};

/** Symptoms, as buttons: each of them stops the belt first. */
export const SYMPTOMS = ['pain', 'dizzy', 'breath'] as const;
export type Symptom = (typeof SYMPTOMS)[number];

// The belt moves, may move, or is about to.
const UNDERFOOT = new Set<Face>([
  'countdown', 'starting', 'settling', 'walking', 'holding', 'winding', 'halting', 'lost', 'stopping',
]);
const FELT: ReadonlySet<Face> = new Set<Face>([...UNDERFOOT, 'ready', 'turn', 'rest', 'latched']);

/** Whether a symptom has to be within reach at all times, and acts when a finger goes down on it. */
export function underfoot(face: Face): boolean {
  return UNDERFOOT.has(face);
}

/** Whether somebody may feel something now that STOP should be told as: from READY on, until the stop was looked at. */
export function felt(face: Face): boolean {
  return FELT.has(face);
}

// What clears only when a person says so; the gateway tells freezes in these sentences (safety/interlocks.py).
const NEEDS_A_PERSON: ReadonlySet<string> = new Set([
  'the belt does not follow',
  'faster than asked: console override',
  'slower asked for at the console',
  'inclination is not what was asked',
  'the connection was lost and is back',
  'the treadmill took control back',
]);

type Walk = NonNullable<Treadmill['walk']>;

/** Whether something holds the walk down that only a person's "go on" clears. */
export function waitsForAPerson(walk: Walk): boolean {
  return walk.frozen.some((why) => NEEDS_A_PERSON.has(why));
}

/**
 * `paced`: whether the protocol lets the walker choose the speed; `limited`: whether the time limit was told;
 * `drill`: whether STOP is to be pressed first, for practice.
 */
export interface Circumstances {
  readonly paced: boolean;
  readonly limited: boolean;
  readonly drill?: boolean;
}

const ONLY_IF: Partial<Record<Command, (walk: Walk, so: Circumstances) => boolean>> = {
  steady: (walk, so) => !walk.steady && so.drill !== true,
  hold: (walk) => walk.stage !== 'settling' || walk.steady,
  faster: (_, so) => so.paced,
  // A walk that has no next segment is ended instead, and nobody skips the way to a new speed.
  skip: (walk) => walk.next !== null && walk.kind !== 'ramp',
};

/** What may be pressed, in the order it is shown. */
export function pressesOf(face: Face, walk: Walk | null | undefined, so: Circumstances): readonly Command[] {
  if (walk == null) return [];
  const there = (PRESSES[face] ?? []).filter((command) => ONLY_IF[command]?.(walk, so) ?? true);
  const goOn = there.includes('hold') && waitsForAPerson(walk);
  return [...(goOn ? (['proceed'] as const) : []), ...(so.limited && moves(face) ? (['snooze'] as const) : []), ...there];
}
