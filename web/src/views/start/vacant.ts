/** Whether a walk can begin on a treadmill now. Pure. */
import type { Treadmill } from '../../live/store.ts';

/** Why nobody begins a walk there now, as keys of words; the first is the plainest. */
export function whyNot(machine: Treadmill): readonly string[] {
  const found: [boolean, string][] = [
    [machine.link !== 'linked', 'link'],
    [machine.belt === 'observed', 'observed'],
    [machine.latched !== null, 'latched'],
    [machine.walk != null && machine.walk.stage !== 'finished', 'taken'],
    [machine.guarded === false, 'guard'],
    [machine.identity === 'changed', 'identity'],
  ];
  return found.filter(([holds]) => holds).map(([, why]) => why);
}
