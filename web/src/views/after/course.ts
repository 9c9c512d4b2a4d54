/** A walk that is over as the plot and its list take it: from the first move of the belt. Pure. */
import type { Answer, Schema } from '../../api/client.ts';
import { ofSecond } from '../../parts/plot/points.ts';
import { Trace } from '../../parts/plot/trace.ts';
import { inclinationSteps } from '../../units/inclination.ts';
import { speedSteps } from '../../units/speed.ts';
import { BEFORE } from '../walker/course.ts';

type Sample = Schema<'SampleView'>;
type Lap = Schema<'LapView'>;
type Report = Answer<'report'>;

const SECOND = 1_000;

/** When the belt was started first (s since the walk was begun); before it there was a checklist. */
export function start(samples: readonly Pick<Sample, 'stage' | 't_s'>[]): number {
  return samples.find((each) => !BEFORE.has(each.stage ?? ''))?.t_s ?? samples[0]?.t_s ?? 0;
}

/** What was measured, with what was planned in each segment. */
export function traceOf(samples: readonly Sample[], laps: readonly Lap[]): Trace {
  const from = start(samples);
  const planned = new Map(laps.map((lap) => [lap.segment, lap]));
  const trace = new Trace();
  for (const sample of samples) {
    if (sample.t_s < from) continue;
    const lap = planned.get(sample.segment);
    trace.add({
      ...ofSecond(sample),
      at: (sample.t_s - from) * SECOND,
      planned: speedSteps(lap?.planned_kmh),
      inclinationPlanned: inclinationSteps(lap?.planned_percent),
    });
  }
  return trace;
}

/** Something of the list below the plot. `mark`: told by a person; `event`: it happened. at: ms since the start. */
export type Happened =
  | { readonly at: number; readonly event: Report['events'][number] }
  | { readonly at: number; readonly mark: Report['marks'][number] };

/** In the order of time; what was before the start is no part of it. */
export function happened(report: Pick<Report, 'events' | 'marks'>, from: number): readonly Happened[] {
  const all: Happened[] = [
    ...report.events.map((event) => ({ at: (event.t_s - from) * SECOND, event })),
    ...report.marks.map((mark) => ({ at: (mark.t_s - from) * SECOND, mark })),
  ];
  return all.filter((each) => each.at >= 0).sort((one, other) => one.at - other.at);
}
