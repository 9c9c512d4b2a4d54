/** Where a walk is not walked as written, and whose limit it is: one line for each limit. Pure. */
import type { Schema } from '../../api/client.ts';

type Plan = Schema<'PreviewView'>;
type Step = Plan['steps'][number];
export type By = NonNullable<Step['speed_by']>;

export interface Clip {
  readonly what: 'speed' | 'inclination' | 'time';
  readonly by: By;
  /** Which segments, counted from 1; empty = the whole walk. */
  readonly segments: readonly number[];
  /** The most that was written, and what is walked there instead; for time in s. */
  readonly written: number;
  readonly walked: number;
}

interface Side {
  readonly what: 'speed' | 'inclination';
  readonly by: (step: Step) => By | null;
  readonly written: (step: Step) => number;
  readonly walked: (step: Step) => number;
}

const SIDES: readonly Side[] = [
  { what: 'speed', by: (s) => s.speed_by, written: (s) => s.wanted_kmh, walked: (s) => s.allowed_kmh },
  { what: 'inclination', by: (s) => s.inclination_by, written: (s) => s.wanted_percent, walked: (s) => s.allowed_percent },
];

function merged(clips: readonly Clip[]): Clip[] {
  const by = new Map<string, Clip>();
  for (const clip of clips) {
    const name = `${clip.what} ${clip.by.source} ${clip.by.set_by}`;
    const known = by.get(name);
    const worst = known === undefined || clip.written > known.written ? clip : known;
    by.set(name, { ...worst, segments: [...(known?.segments ?? []), ...clip.segments] });
  }
  return [...by.values()];
}

function clipsOf(side: Side, plan: Plan): Clip[] {
  return plan.steps.flatMap((step) => {
    const by = side.by(step);
    if (by === null) return [];
    return [{ what: side.what, by, segments: [step.segment + 1], written: side.written(step), walked: side.walked(step) }];
  });
}

/** Every limit that clips this walk. */
export function clips(plan: Plan): readonly Clip[] {
  const time: Clip[] = plan.cut_short
    ? [{ what: 'time', by: plan.belt_time_by, segments: [], written: plan.written_s, walked: plan.belt_time_cap_s }]
    : [];
  return [...SIDES.flatMap((side) => merged(clipsOf(side, plan))), ...time];
}
