/**
 * The test before a walk: every channel is tried, and a person says whether it came. Pure.
 *
 * "It was played" is no answer: a muted phone plays to nobody.
 */

export const CHANNELS = ['tones', 'speech', 'vibration', 'screen'] as const;
export type Channel = (typeof CHANNELS)[number];

/** absent: this device has none; untried; tried: waits for an answer; works, fails: as the person said. */
export type Result = 'absent' | 'untried' | 'tried' | 'works' | 'fails';
export type Results = Readonly<Record<Channel, Result>>;

/** What the device has at all. */
export function begun(has: Readonly<Record<Channel, boolean>>): Results {
  const of = (channel: Channel): Result => (has[channel] ? 'untried' : 'absent');
  return { tones: of('tones'), speech: of('speech'), vibration: of('vibration'), screen: of('screen') };
}

/** It was played, or is shown. A channel that was judged may be tried anew. */
export function tried(results: Results, channel: Channel): Results {
  return results[channel] === 'absent' ? results : { ...results, [channel]: 'tried' };
}

/** What the person says of it; nobody can judge what was not tried. */
export function answered(results: Results, channel: Channel, came: boolean): Results {
  return results[channel] === 'tried' ? { ...results, [channel]: came ? 'works' : 'fails' } : results;
}

/** The next channel to try, or to answer for; null = all are judged. */
export function open(results: Results): Channel | null {
  return CHANNELS.find((channel) => results[channel] === 'untried' || results[channel] === 'tried') ?? null;
}

/** open: not finished; heard: every change can be heard; told: somebody beside the walker must say every change. */
export type Verdict = 'open' | 'heard' | 'told';

export function verdict(results: Results): Verdict {
  if (open(results) !== null) return 'open';
  return results.tones === 'works' || results.speech === 'works' ? 'heard' : 'told';
}
