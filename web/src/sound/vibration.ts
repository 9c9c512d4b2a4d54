/** Pulses in the hand, where the device can. */
import { PULSES, type PulseName } from './pulses.ts';

/** Browsers without it do not have the function; some that have it lie on a table and do nothing. */
export function canVibrate(): boolean {
  return typeof navigator !== 'undefined' && typeof navigator.vibrate === 'function';
}

/** False where it cannot, or may not before somebody has pressed something. */
export function vibrate(name: PulseName): boolean {
  if (!canVibrate()) return false;
  // Browsers refuse it before the first press, and say so in their console; those that do not know of presses let it be.
  const pressed = navigator.userActivation?.hasBeenActive ?? true;
  return pressed && navigator.vibrate([...PULSES[name]]);
}
