/** A run that measures an empty belt is a walk of nobody's. */
import type { Treadmill } from '../live/store.ts';

// What the gateway calls such a run, with the step it is for.
const MEASURES = 'trial-';

/** Whether what goes on is a run of an empty belt. */
export function isTrial(walk: Pick<NonNullable<Treadmill['walk']>, 'protocol'> | null | undefined): boolean {
  return walk?.protocol.startsWith(MEASURES) ?? false;
}
