/** What is heard without a word: a tune for each kind of news, told apart by rise, fall and rhythm. */

/** hz: pitch, 0 = a rest; ms: how long. */
export interface Note {
  hz: number;
  ms: number;
}

/*
 * Pitches lie between 300 and 1,500 Hz: below, the speaker of a phone tells nothing, and above, ears of seventy years
 * begin to miss it. Rising means more, falling means less, a repeated note means that something is kept or wanted.
 */
const LOW = 392;
const MIDDLE = 523;
const UPPER = 659;
const HIGH = 784;
const TOP = 1_047;

const note = (hz: number, ms: number): Note => ({ hz, ms });
const rest = (ms: number): Note => ({ hz: 0, ms });

export const TUNES = {
  // A change is coming: two notes up, down, or level.
  faster: [note(UPPER, 160), note(TOP, 260)],
  slower: [note(TOP, 160), note(UPPER, 260)],
  other: [note(HIGH, 160), rest(80), note(HIGH, 260)],
  // The last three seconds before it, and the change itself.
  tick: [note(TOP, 70)],
  change: [note(TOP, 420)],
  hold: [note(MIDDLE, 140), rest(70), note(MIDDLE, 140), rest(70), note(MIDDLE, 140)],
  stop: [note(HIGH, 200), note(MIDDLE, 200), note(LOW, 500)],
  stopped: [note(LOW, 240), rest(80), note(LOW, 500)],
  // READY is wanted: up in three steps, like a question.
  ready: [note(MIDDLE, 140), note(UPPER, 140), note(TOP, 320)],
  answer: [note(UPPER, 120), rest(60), note(UPPER, 120), rest(60), note(UPPER, 120), rest(60), note(UPPER, 120)],
  advice: [note(HIGH, 300), note(UPPER, 300)],
  reminder: [note(UPPER, 120)],
} as const satisfies Record<string, readonly Note[]>;

export type TuneName = keyof typeof TUNES;

/** How long a tune takes (ms). */
export function lasts(tune: readonly Note[]): number {
  return tune.reduce((sum, each) => sum + each.ms, 0);
}
