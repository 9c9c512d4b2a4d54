/** What comes next and when, as a walker is shown it: one change at a time, and how much of the wait is left. */
import type { Treadmill } from '../../live/store.ts';
import type { Face } from './face.ts';

type Walk = NonNullable<Treadmill['walk']>;

/** The ring is shown for the last ten seconds: long enough to look up, short enough to be read as "soon". */
export const RING_MS = 10_000;

/** `cue`: a cue of the core; figures null where they stay; `ring`: the share of the wait that is left, null = not yet. */
export interface Coming {
  readonly cue: string;
  readonly in_ms: number;
  readonly ring: number | null;
  readonly facing: string | null;
  readonly speed_kmh: number | null;
  readonly inclination_percent: number | null;
  readonly says: string;
}

function ring(left: number, whole: number): number | null {
  return left > whole ? null : Math.max(0, left / whole);
}

/** A countdown to the start of the belt lasts five seconds (the core's). */
export const COUNTDOWN_MS = 5_000;

function start(walk: Walk): Coming | null {
  const left = walk.countdown_ms;
  if (left == null) return null;
  return {
    cue: 'countdown', in_ms: left, ring: ring(left, COUNTDOWN_MS), facing: walk.facing, speed_kmh: null,
    inclination_percent: null, says: '',
  };
}

function change(walk: Walk): Coming | null {
  if (walk.change === null || walk.change_in_ms === null) return null;
  const { next } = walk;
  return {
    cue: walk.change,
    in_ms: walk.change_in_ms,
    ring: ring(walk.change_in_ms, RING_MS),
    facing: next?.facing ?? null,
    speed_kmh: next?.speed_kmh ?? null,
    inclination_percent: next?.inclination_percent ?? null,
    says: next?.says ?? '',
  };
}

/** Where a belt is on its way to: faster, slower or to another inclination; null = it is there, or stays. */
export interface Way {
  readonly to: 'faster' | 'slower' | 'incline';
  readonly speed_kmh: number;
  readonly inclination_percent: number;
}

/** The finest step of any belt is 0.1 km/h: half of that is no other speed. */
const NEAR_KMH = 0.05;

function direction(by: number): Way['to'] {
  if (by > NEAR_KMH) return 'faster';
  return by < -NEAR_KMH ? 'slower' : 'incline';
}

/** What the belt is doing while its part of the walk has not begun: its clock starts once the belt is there. */
export function wayOf(machine: Treadmill): Way | null {
  const { walk, speed_kmh: speed, inclination_percent: tilt } = machine;
  if (walk?.allowed == null || speed === null || walk.frozen.length > 0) return null;
  const to = direction(walk.allowed.speed_kmh - speed);
  if (to === 'incline' && (tilt ?? walk.allowed.inclination_percent) === walk.allowed.inclination_percent) return null;
  return { to, ...walk.allowed };
}

/** What comes; null while nothing is known to: a ramp is under way, "steady" is waited for, or the walk is held. */
export function comingOf(face: Face, walk: Walk | null | undefined): Coming | null {
  if (walk == null) return null;
  if (face === 'countdown') return start(walk);
  if (face === 'settling' && !walk.steady) return null;
  return face === 'settling' || face === 'walking' ? change(walk) : null;
}
