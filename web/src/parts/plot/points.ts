/** Points of a plot from what the API tells: a live frame, the seconds of a walk, the preview of a protocol. */
import { inclinationSteps } from '../../units/inclination.ts';
import { speedSteps } from '../../units/speed.ts';
import type { Point } from './trace.ts';

const NOTHING: Omit<Point, 'at'> = {
  speed: null,
  planned: null,
  allowed: null,
  cap: null,
  inclination: null,
  inclinationPlanned: null,
  inclinationAllowed: null,
  heart: null,
};

interface Setpoint {
  speed_kmh: number;
  inclination_percent: number;
}

/** What is looked at of a TreadmillView. */
export interface Frame {
  speed_kmh: number | null;
  inclination_percent?: number | null;
  cap?: { speed_kmh: number | null } | null;
  walk?: {
    planned: Setpoint | null;
    allowed: Setpoint | null;
    heart_rate_bpm: number | null;
  } | null;
}

/** A live frame; at: ms since the walk began. */
export function ofFrame({ speed_kmh, inclination_percent, cap, walk }: Frame, at: number): Point {
  return {
    at,
    speed: speedSteps(speed_kmh),
    planned: speedSteps(walk?.planned?.speed_kmh),
    allowed: speedSteps(walk?.allowed?.speed_kmh),
    cap: speedSteps(cap?.speed_kmh),
    inclination: inclinationSteps(inclination_percent),
    inclinationPlanned: inclinationSteps(walk?.planned?.inclination_percent),
    inclinationAllowed: inclinationSteps(walk?.allowed?.inclination_percent),
    heart: walk?.heart_rate_bpm ?? null,
  };
}

/** What is looked at of a SampleView. */
export interface Second {
  t_s: number;
  speed_kmh: number | null;
  commanded_kmh: number | null;
  cap_kmh: number | null;
  inclination_percent: number | null;
  heart_rate_bpm: number | null;
}

/** One second of a walk that is over. */
export function ofSecond(second: Second): Point {
  return {
    ...NOTHING,
    at: second.t_s * 1_000,
    speed: speedSteps(second.speed_kmh),
    allowed: speedSteps(second.commanded_kmh),
    cap: speedSteps(second.cap_kmh),
    inclination: inclinationSteps(second.inclination_percent),
    heart: second.heart_rate_bpm,
  };
}

/** What is looked at of a StepView. */
export interface PreviewStep {
  kind: string;
  facing: string;
  begins_s: number;
  lasts_s: number;
  wanted_kmh: number;
  allowed_kmh: number;
  wanted_percent: number;
  allowed_percent: number;
}

function end(step: PreviewStep, at: number): Point {
  return {
    ...NOTHING,
    at: Math.round(at * 1_000),
    planned: speedSteps(step.wanted_kmh),
    allowed: speedSteps(step.allowed_kmh),
    inclinationPlanned: inclinationSteps(step.wanted_percent),
    inclinationAllowed: inclinationSteps(step.allowed_percent),
  };
}

/** A ramp climbs from where the segment before it led; every other segment keeps its setpoint from its beginning. */
function ofStep(step: PreviewStep, before: PreviewStep | undefined): readonly Point[] {
  const last = end(step, step.begins_s + step.lasts_s);
  if (step.lasts_s <= 0) return [];
  if (step.kind === 'ramp') return before ? [last] : [end(step, step.begins_s), last];
  // One millisecond later than the end of the one before: a step in the curve, not a slope.
  return [{ ...end(step, step.begins_s), at: Math.round(step.begins_s * 1_000) + 1 }, last];
}

/** The whole of a previewed walk. */
export function ofPreview(steps: readonly PreviewStep[]): readonly Point[] {
  return steps.flatMap((step, index) => ofStep(step, steps[index - 1]));
}

/** What is looked at of a CurveView: corners of lines that are straight between. */
export interface Curve {
  readonly t_s: readonly number[];
  readonly speed_kmh: readonly number[];
  readonly inclination_percent: readonly number[];
}

/** A protocol nobody walks: what it asks of a belt like most. */
export function ofCurve(curve: Curve): readonly Point[] {
  return curve.t_s.map((seconds, index) => ({
    ...NOTHING,
    at: seconds * 1_000,
    planned: speedSteps(curve.speed_kmh[index]),
    inclinationPlanned: inclinationSteps(curve.inclination_percent[index]),
  }));
}
