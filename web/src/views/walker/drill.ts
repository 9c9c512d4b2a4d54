/** The drill of a first walk: at the minimum speed the walker presses STOP once, so that nobody looks for it later. */
import { useState } from 'preact/hooks';
import { ask, type Answer } from '../../api/client.ts';
import type { Treadmill } from '../../live/store.ts';
import { useRead } from '../reading.ts';
import type { Face } from './face.ts';

/** Whether this stop was the drill: pressed on purpose, at the minimum, before anything was faster. */
export function wasDrill(machine: Pick<Treadmill, 'latched' | 'walk'>, todo: boolean): boolean {
  const { walk } = machine;
  return todo && machine.latched === 'user_stop' && walk != null && walk.segment === 0 && walk.belt_time_ms > 0;
}

export interface Drill {
  /** It is asked for now: the belt goes at its minimum, and nobody has pressed STOP yet. */
  readonly due: boolean;
  /** The stop that is latched was it. The gateway notes it by itself, once standstill was measured. */
  readonly stopped: boolean;
  /** It was done in this page, and the belt was reset: the same walk can be begun again. */
  readonly done: boolean;
  readonly finish: () => void;
}

/** Of whoever walks on this treadmill; whoever may not read their records sees no drill. */
export function useDrill(machine: Treadmill | undefined, face: Face): Drill {
  const person = machine?.walk?.person ?? null;
  const [done, setDone] = useState(false);
  const read = useRead<Answer<'screening'> | null>(
    async () => (person === null ? { ok: true, value: null, version: null } : ask('screening', { path: { person } })),
    person ?? '',
  );
  const todo = !done && read.value !== null && read.value.drilled === null;
  const stopped = machine !== undefined && wasDrill(machine, todo);
  return { due: todo && face === 'settling', stopped, done, finish: () => setDone(true) };
}
