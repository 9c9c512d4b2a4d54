import assert from 'node:assert/strict';
import { test } from 'node:test';
import { happened, start, traceOf } from '../../../src/views/after/course.ts';

type Samples = Parameters<typeof traceOf>[0];
type Laps = Parameters<typeof traceOf>[1];

const second = (t: number, stage: string, segment = 0): Samples[number] => ({
  t_s: t, stage, segment, speed_kmh: 1.5, commanded_kmh: 1.6, cap_kmh: 2, inclination_percent: 0, heart_rate_bpm: null,
  facing: 'backward', distance_m: 0, flags: 0,
});
const lap = (segment: number, speed: number | null): Laps[number] => ({
  segment, kind: 'hold', facing: 'backward', began_s: 0, planned_s: 60, planned_m: null, planned_kmh: speed,
  planned_percent: 0.5, belt_time_s: 60, distance_m: 20, mean_kmh: 1, top_kmh: 2, top_percent: 0, cap_kmh: 2, clipped: false,
});
const walk = [second(0, 'checklist'), second(40, 'awaiting_ready'), second(60, 'starting'), second(61, 'walking'), second(62, 'walking', 1)];

test('a walk begins where the belt is started, not with its checklist', () => assert.equal(start(walk), 60));
test('without seconds it begins at nothing', () => assert.equal(start([]), 0));

test('the trace has what was measured, and what was planned in each segment', () => {
  const { columns } = traceOf(walk, [lap(0, null), lap(1, 2.4)]);
  assert.deepEqual(columns.at, [0, 1_000, 2_000]);
  assert.deepEqual(columns.speed, [150, 150, 150]);
  assert.deepEqual(columns.planned, [null, null, 240]);
  assert.deepEqual(columns.inclinationPlanned, [5, 5, 5]);
});

test('what happened and what was told stand in the order of time, from the start on', () => {
  const events = [{ t_s: 10, text: '', code: 'held', of: '' }, { t_s: 90, text: '', code: 'ended', of: 'pain' }];
  const marks = [{ t_s: 70, kind: 'rpe', value: 4, text: '' }];
  assert.deepEqual(
    happened({ events, marks }, 60).map((each) => [each.at, 'event' in each ? each.event.code : each.mark.kind]),
    [[10_000, 'rpe'], [30_000, 'ended']],
  );
});
