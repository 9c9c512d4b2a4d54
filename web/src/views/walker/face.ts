/** What a walker is shown: one face for every state of a treadmill, from one table. */
import type { Treadmill } from '../../live/store.ts';
import { isTrial } from '../trial.ts';

export type Face =
  | 'loading' // nothing was heard yet
  | 'missing' // no such treadmill
  | 'barred' // whoever looks here may see that the belt moves, and no more
  | 'lost' // its link is gone, with somebody on it
  | 'stopping'
  | 'latched'
  | 'observed' // the belt moves, not by us
  | 'measuring' // the belt is run empty, to measure it
  | 'unlinked'
  | 'free' // nobody walks
  | 'checklist'
  | 'ready'
  | 'countdown'
  | 'starting'
  | 'settling'
  | 'walking'
  | 'holding'
  | 'winding'
  | 'halting'
  | 'turn'
  | 'rest'
  | 'ended';

const STAGES: Readonly<Record<string, Face>> = {
  checklist: 'checklist',
  awaiting_ready: 'ready',
  countdown: 'countdown',
  starting: 'starting',
  settling: 'settling',
  walking: 'walking',
  holding: 'holding',
  winding_down: 'winding',
  halting: 'halting',
  standing: 'rest',
  finished: 'ended',
};

/** What the belt stands for at a turn or rest; before standstill is measured that is still the next segment. */
export function pauseOf(walk: NonNullable<Treadmill['walk']>): { kind: 'turn' | 'rest'; facing: string | null } {
  const here = walk.kind === 'turn' || walk.kind === 'rest';
  const kind = here ? walk.kind : walk.next?.kind;
  return { kind: kind === 'turn' ? 'turn' : 'rest', facing: (here ? walk.facing : walk.next?.facing) ?? null };
}

const MOVING: ReadonlySet<Face> = new Set(['settling', 'walking', 'holding', 'winding', 'halting']);

/** Faces of the one sheet on which nothing changes its place, from the countdown to the measured standstill. */
const KEEPING: ReadonlySet<Face> = new Set([...MOVING, 'countdown', 'starting', 'stopping', 'lost'] as const);

/** Whether everything stays where it is while this is shown: what is new is told in a place that is there already. */
export function keepsPlace(face: Face): boolean {
  return KEEPING.has(face);
}

function linked(machine: Treadmill): boolean {
  return machine.link === 'linked';
}

/** Whether somebody may be on the belt: a walk that has not ended, or a stop that was not measured at zero. */
function underWay(machine: Treadmill): boolean {
  const stage = machine.walk?.stage;
  return machine.belt === 'stopping' || machine.belt === 'adrift' || (stage !== undefined && stage !== 'finished');
}

/** Looked at in this order; the first that holds is the face. */
const FIRST: readonly (readonly [(machine: Treadmill) => boolean, Face])[] = [
  [(machine) => !linked(machine) && underWay(machine), 'lost'],
  [(machine) => machine.belt === 'stopping', 'stopping'],
  [(machine) => machine.latched !== null, 'latched'],
  [(machine) => machine.belt === 'observed', 'observed'],
  // What anybody may see ends before the address.
  [(machine) => machine.address == null, 'barred'],
  [(machine) => isTrial(machine.walk), 'measuring'],
  [(machine) => machine.walk?.stage === 'standing' && pauseOf(machine.walk).kind === 'turn', 'turn'],
  [(machine) => machine.walk == null && !linked(machine), 'unlinked'],
  [(machine) => machine.walk == null, 'free'],
];

/** The face of a treadmill; `known`: whether anything was heard of the site at all. */
export function faceOf(machine: Treadmill | undefined, known: boolean): Face {
  if (machine === undefined) return known ? 'missing' : 'loading';
  const first = FIRST.find(([holds]) => holds(machine));
  return first?.[1] ?? STAGES[machine.walk?.stage ?? ''] ?? 'free';
}

/** Whether the belt moves with the walker on it, by our doing. */
export function moves(face: Face): boolean {
  return MOVING.has(face);
}
