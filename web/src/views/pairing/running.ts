/** A run of the empty belt as the page follows it: what can be pressed now, and whether it is over. Pure. */
import type { Answer } from '../../api/client.ts';

export type Run = NonNullable<Answer<'trial'>>;
export type Phase = 'none' | 'wait' | 'ready' | 'countdown' | 'starting' | 'slowest' | 'faster' | 'there' | 'ending' | 'over';

const PHASES: Readonly<Partial<Record<string, Phase>>> = {
  countdown: 'countdown', starting: 'starting', winding_down: 'ending', halting: 'ending',
};

/** `trial`: the run that this step is about; another one is none of its. */
export function phaseOf(run: Run | null, trial: string): Phase {
  if (run === null || run.trial !== trial) return 'none';
  if (run.over) return 'over';
  if (run.stage === null || run.stage === 'finished') return 'ending';
  if (run.stage === 'checklist' || run.stage === 'awaiting_ready') return run.not_ready === null ? 'ready' : 'wait';
  if (run.stage === 'settling') return run.readings.slowest_kmh === null ? 'starting' : 'slowest';
  return PHASES[run.stage] ?? (run.readings.steady_kmh === null ? 'faster' : 'there');
}

/** Whether the belt moves or is about to: then leaving the view ends the run. */
export function moves(phase: Phase): boolean {
  return phase !== 'none' && phase !== 'over';
}

/** Whether a run that is over found what its step is about; what stopped it is told where it did not. */
export function found(run: Run): boolean {
  const { readings } = run;
  if (run.trial === 'stop') return readings.stop_ms !== null && run.ended === 'user_stop' && readings.steady_kmh !== null;
  if (run.trial === 'link') return readings.apart_ms !== null;
  return readings.steady_kmh !== null;
}
