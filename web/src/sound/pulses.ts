/** What is felt in the hand: milliseconds on, off, on …; longer and more often means more important. */

export const PULSES = {
  short: [80],
  change: [150, 100, 150],
  stop: [400, 150, 400],
  alarm: [800, 200, 800, 200, 800],
} as const satisfies Record<string, readonly number[]>;

export type PulseName = keyof typeof PULSES;
