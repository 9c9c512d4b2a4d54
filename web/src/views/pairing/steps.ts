/** Commissioning step by step: what each writes down, which of them is next, and the record that is sent. Pure. */
import type { Given, Schema } from '../../api/client.ts';
import type { Record } from './proof.ts';

export type Body = Given<'commission'>['body'];
export type Steady = Schema<'SteadyForm'>;
export type Trial = Schema<'Trial'>;

export const STEPS = ['who', 'belt', 'slow', 'faster', 'range', 'stop', 'link', 'start', 'incline'] as const;
export type Step = (typeof STEPS)[number];

/** The runs of the belt, by the step that they belong to. */
export const TRIALS: Partial<{ readonly [S in Step]: Trial }> = {
  slow: 'slow', faster: 'faster', stop: 'stop', link: 'link', incline: 'incline',
};

/** What a belt is asked for in the two steps at a steady speed, in km/h. */
export const ASKED: Readonly<{ slow: number; faster: number }> = { slow: 1, faster: 2 };
/** From what the time to stop is taken, in km/h. */
export const STOPPED_FROM = 3;

function told(...values: readonly unknown[]): boolean {
  return values.every((value) => value !== null && value !== undefined && value !== '');
}

function steady(record: Body, asked: number): boolean {
  return (record.steady ?? []).some((each) => each.asked_kmh === asked);
}

const NOTED: { readonly [S in Step]: (record: Body) => boolean } = {
  who: (record) => told(record.by, record.firmware),
  belt: (record) => told(record.belt_mm),
  slow: (record) => steady(record, ASKED.slow),
  faster: (record) => steady(record, ASKED.faster),
  range: (record) => told(record.speed_min_kmh, record.speed_max_kmh, record.speed_step_kmh),
  stop: (record) => told(record.stop_ms),
  link: (record) => record.stops_on_disconnect === 'yes' || record.stops_on_disconnect === 'no',
  start: (record) => told(record.start_by),
  incline: (record) => record.inclines === false || told(record.percent, record.inclination_max_percent),
};

/** Whether a step has been done. */
export function noted(step: Step, record: Body | null): boolean {
  return record !== null && NOTED[step](record);
}

/** Where one goes on: the first step that has not been done; null = all were. */
export function nextStep(record: Body | null): Step | null {
  return STEPS.find((step) => !noted(step, record)) ?? null;
}

/** A step's name in the address, or where one goes on. */
export function stepOf(wanted: string | undefined, record: Body | null): Step | null {
  const named = STEPS.find((step) => step === wanted);
  return named !== undefined && (named === 'who' || noted('who', record)) ? named : nextStep(record);
}

/** The record with what a step found; a steady speed takes the place of the same one. `at` is the gateway's to say. */
export function merged(record: Record | null, found: Partial<Body>): Body {
  const { at: _, ...before } = record ?? { firmware: '', by: '' };
  const again = new Set((found.steady ?? []).map((each) => each.asked_kmh));
  const kept = (before.steady ?? []).filter((each) => !again.has(each.asked_kmh));
  return { ...before, ...found, steady: [...kept, ...(found.steady ?? [])] };
}

/** The belt's own speed in km/h, from its length in mm and so many turns in ms. */
export function turned(belt: number, turns: number, ms: number): number {
  return (belt * turns * 3.6) / ms;
}
