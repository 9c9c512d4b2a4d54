/** One announcement that has come: what, when, and what it is about. */
import type { CueName } from './cues.ts';

/** Speeds in steps of 0.01 km/h, inclinations of 0.1 %; null = does not change. */
export interface Heard {
  cue: CueName;
  /** When it came (ms of the page's clock). */
  at: number;
  /** In how many ms what it says happens; null = it says how things are. */
  lead: number | null;
  speed: number | null;
  inclination: number | null;
  /** What the protocol says instead of the standard sentence; "" = nothing. */
  text: string;
}

/** A cue without figures. */
export function plain(cue: CueName, at: number, lead: number | null = null): Heard {
  return { cue, at, lead, speed: null, inclination: null, text: '' };
}

// Said later than this, an announcement without a time of its own tells of the past.
const WORTH_MS = 10_000;

/** Until when it is worth saying: a change until it happens. */
export function until(heard: Heard): number {
  return heard.at + (heard.lead ?? WORTH_MS);
}
