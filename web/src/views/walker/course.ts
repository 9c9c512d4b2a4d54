/** A walk under way as the plot takes it: what was, what is, and what is still to come from where the walk is now. */
import type { Schema } from '../../api/client.ts';
import type { Treadmill } from '../../live/store.ts';
import { ofFrame, ofPreview, ofSecond, type PreviewStep } from '../../parts/plot/points.ts';
import { Trace, type Point } from '../../parts/plot/trace.ts';
import { inclinationSteps } from '../../units/inclination.ts';
import { speedSteps } from '../../units/speed.ts';

type Sample = Schema<'SampleView'>;

/** What is looked at of a preview. */
export interface Plan {
  readonly walked_s: number;
  readonly steps: readonly PreviewStep[];
}

/** Before these the belt has not been started: they are no part of the chart. */
export const BEFORE: ReadonlySet<string> = new Set(['checklist', 'awaiting_ready', 'countdown', '']);

const SECOND = 1_000;

/** Where in the plan the walk is (ms); the end comes nearer, whatever was held or skipped. */
export function placeIn(plan: Plan, left: number | null): number {
  return left === null ? plan.walked_s * SECOND : Math.max(0, plan.walked_s * SECOND - left);
}

/** The rest of the plan, on the clock of the chart: `now` is where the walk is on it. */
export function ahead(plan: Plan, left: number | null, now: number): readonly Point[] {
  const place = placeIn(plan, left);
  return ofPreview(plan.steps)
    .filter((point) => point.at > place)
    .map((point) => ({ ...point, at: Math.round(point.at - place + now) }));
}

/** A second of the past, with what the plan wanted in its segment. */
function second(sample: Sample, plan: Plan, at: number): Point {
  const step = plan.steps[sample.segment];
  return {
    ...ofSecond(sample),
    at,
    planned: speedSteps(step?.wanted_kmh),
    inclinationPlanned: inclinationSteps(step?.wanted_percent),
  };
}

export class Course {
  readonly trace = new Trace();
  private readonly plan: Plan;
  /** What is to be taken from the page's clock so that the first start of the belt is 0; null = it was not started. */
  private origin: number | null = null;

  /** `samples`: what was before this page looked; `now`: when they came (ms of the page's clock). */
  constructor(plan: Plan, samples: readonly Sample[], now: number) {
    this.plan = plan;
    const walked = samples.filter((each) => !BEFORE.has(each.stage ?? ''));
    const [first, last] = [walked[0]?.t_s, walked.at(-1)?.t_s];
    if (first !== undefined && last !== undefined) this.origin = now - (last - first) * SECOND;
    for (const each of walked) this.trace.add(second(each, plan, (each.t_s - (first ?? 0)) * SECOND));
    this.trace.plan(ofPreview(plan.steps));
  }

  /** When something that happens now is on the chart; null before the first start. */
  at(now: number): number | null {
    return this.origin === null ? null : Math.round(now - this.origin);
  }

  /** Take in how it stands now. */
  look(machine: Treadmill, now: number): void {
    const stage = machine.walk?.stage ?? '';
    if (BEFORE.has(stage) && this.origin === null) return;
    if (stage === 'finished' || stage === '') return this.trace.plan([]);
    this.origin ??= now;
    const at = Math.round(now - this.origin);
    this.trace.add(ofFrame(machine, at));
    this.trace.plan(ahead(this.plan, machine.walk?.left_ms ?? null, at));
  }

  /** How long the whole will be, as it stands (ms). */
  span(left: number | null): number {
    const now = this.trace.now;
    return now === null ? this.plan.walked_s * SECOND : now + (left ?? 0);
  }
}
