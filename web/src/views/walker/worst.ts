/** What is wrong with a treadmill or holds its walk down, and the worst of it. Pure. */
import type { Treadmill } from '../../live/store.ts';

// Said full screen, or by the face itself.
const ELSEWHERE: ReadonlySet<string> = new Set(['pull_the_key']);

export interface Worst {
  readonly tone: 'alarm' | 'warn';
  /** Where its words are: a group, and its name in it. */
  readonly group: 'walker.alarm.says' | 'sound.why';
  readonly code: string;
}

/** Alarms that are told among what is wrong. */
export function alarmsOf(machine: Pick<Treadmill, 'alarms'>): readonly string[] {
  return machine.alarms.filter((each) => !ELSEWHERE.has(each));
}

/** An alarm before what freezes the walk; null = nothing is wrong. */
export function worstOf(machine: Pick<Treadmill, 'alarms' | 'walk'>): Worst | null {
  const [alarm] = alarmsOf(machine);
  if (alarm !== undefined) return { tone: 'alarm', group: 'walker.alarm.says', code: alarm };
  const [frozen] = machine.walk?.frozen ?? [];
  return frozen === undefined ? null : { tone: 'warn', group: 'sound.why', code: frozen };
}
