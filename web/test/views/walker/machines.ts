// Treadmills and walks as the gateway tells them, for the tests of what is made of them.
import type { Treadmill, Walk } from '../../../src/live/store.ts';

const WALK: Walk = {
  session: 's1', person: 'p1', supervisor: null, level: 'first', stage: 'walking', protocol: 'P01', segment: 1,
  segments: 5, kind: 'hold', facing: 'backward', missing: [], belt_time_ms: 40_000, distance_m: 12, left_ms: 200_000,
  planned: { speed_kmh: 1.6, inclination_percent: 0 }, allowed: { speed_kmh: 1.6, inclination_percent: 0 }, frozen: [],
  change: 'speed_down', change_in_ms: 30_000,
  next: { kind: 'hold', facing: 'backward', speed_kmh: 1.2, inclination_percent: null, says: '' },
  countdown_ms: null, ready_in_ms: null, not_ready: null, steady: true, tap_due_ms: null, present: null,
  heart_rate_bpm: null, heart_rate_limit_bpm: null,
};

const TREADMILL = {
  id: 'left', label: 'Left', link: 'linked', belt: 'running', latched: null, alarms: [], speed_kmh: 1.6,
  speed_age_ms: 100, address: 'C0:00:00:00:00:01', name: 'Sim', identity: 'bound', why: null, latched_by: null,
  guarded: true, inclination_percent: 0, commanded: { speed_kmh: 1.6, inclination_percent: 0 }, cap: null, lease: null,
  strap: null,
};

/** A walk with some of it otherwise. */
export function walk(change: Partial<Walk> = {}): Walk {
  return { ...WALK, ...change };
}

/** A treadmill with a walk (null: without one), and some of it otherwise. */
export function machine(change: Partial<Treadmill> = {}, on: Walk | null = walk()): Treadmill {
  return { ...TREADMILL, walk: on, ...change } as Treadmill;
}
