/** A press that goes stale: READY holds for as long as its word, and is shown running out. Pure. */

export interface Pressed {
  readonly word: string;
  /** When it was pressed, and for how long it is good (ms of the page's clock). */
  readonly at: number;
  readonly goodFor: number;
}

/** How much of it is left, in ms; 0 = it has gone stale. A clock that was read before the press does not lengthen it. */
export function left(pressed: Pressed, now: number): number {
  return Math.min(pressed.goodFor, Math.max(0, pressed.at + pressed.goodFor - now));
}

/** The share that is left, for the ring. */
export function share(pressed: Pressed, now: number): number {
  return pressed.goodFor > 0 ? left(pressed, now) / pressed.goodFor : 0;
}

// What is sent in the last second would arrive stale: the gateway counts from when it made the word.
const SPARE = 1_000;

/** Whether it can still be used. */
export function usable(pressed: Pressed | null, now: number): pressed is Pressed {
  return pressed !== null && left(pressed, now) > SPARE;
}
