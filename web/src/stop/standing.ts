// How long, and where, a result of STOP is true. Pure: what is not known to hold any more is not shown any more.
import type { Link } from '../live/store.ts';
import { concerned, phase, SILENT_AFTER, type Phase, type Press } from './press.ts';

/** How long a measured standstill is told of (ms). */
export const SHOWN_FOR = 20_000;
/** What was measured before the standstill, and comes after word of it, is here by then (ms): frames come four times a second. */
export const OVERTAKEN_BY = 1_000;

const HEARS: ReadonlySet<Link> = new Set(['live', 'polling']);

/** Whether a belt that stood still is known to stand: none that the press was for moves, and somebody would tell. */
export function stands(press: Press, link: Link, now: number): boolean {
  const age = now - press.toldAt;
  const moves = age >= OVERTAKEN_BY && concerned(press).some((each) => (each.speed_kmh ?? 0) > 0);
  return age <= SHOWN_FOR && !moves && (HEARS.has(link) || age < SILENT_AFTER);
}

/** Whether a press is about what is looked at; `chosen`: null = no treadmill, or all. */
function covers(press: Press, chosen: string | null): boolean {
  return press.treadmill === null || chosen === null || press.treadmill === chosen;
}

/** What the bar shows of a press. That a belt cannot be stopped is told everywhere; how another one fares is not. */
export function shown(press: Press | null, chosen: string | null, link: Link): Phase {
  if (press === null) return 'idle';
  const now = phase(press);
  if (now === 'cannot') return now;
  return covers(press, chosen) && !(now === 'stopped' && link === 'offline') ? now : 'idle';
}

/** The treadmill that a result has to name: the button beside it is about more than that one. */
export function named(press: Press | null, chosen: string | null): string | null {
  return press === null || press.treadmill === chosen ? null : press.treadmill;
}
