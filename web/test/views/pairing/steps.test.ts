import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Record } from '../../../src/views/pairing/proof.ts';
import { merged, nextStep, noted, stepOf, STEPS, turned, type Body } from '../../../src/views/pairing/steps.ts';

const at = (asked_kmh: number, time_ms = 1_000) => ({ asked_kmh, console_kmh: 1, telemetry_kmh: 1, revolutions: 10, time_ms });
const WHOLE: Body = {
  by: 'Tess', firmware: '1', belt_mm: 3_000, steady: [at(1), at(2)], speed_min_kmh: 1, speed_max_kmh: 12, speed_step_kmh: 0.1,
  stop_ms: 3_000, stops_on_disconnect: 'no', start_by: 'app', inclines: true, percent: true, inclination_max_percent: 10,
};
// What each step has noted, taken away again.
const WITHOUT: readonly (readonly [string, Partial<Body>])[] = [
  ['who', { by: '' }],
  ['belt', { belt_mm: null }],
  ['slow', { steady: [at(2)] }],
  ['faster', { steady: [at(1)] }],
  ['range', { speed_step_kmh: null }],
  ['stop', { stop_ms: null }],
  ['link', { stops_on_disconnect: 'unknown' }],
  ['start', { start_by: null }],
  ['incline', { percent: null }],
];

test('one goes on at the first step that was not done', () => {
  assert.equal(nextStep(null), 'who');
  assert.equal(nextStep(WHOLE), null);
  for (const [step, less] of WITHOUT) assert.equal(nextStep({ ...WHOLE, ...less }), step);
  assert.deepEqual(WITHOUT.map(([step]) => step), [...STEPS]);
});

test('a belt that does not incline needs no figures for it', () => {
  assert.ok(noted('incline', { ...WHOLE, inclines: false, percent: null, inclination_max_percent: null }));
});

test('the address says which step, once somebody has said who measures', () => {
  assert.equal(stepOf('stop', WHOLE), 'stop');
  assert.equal(stepOf('stop', null), 'who');
  assert.equal(stepOf('no-such-step', { ...WHOLE, stop_ms: null }), 'stop');
  assert.equal(stepOf(undefined, WHOLE), null);
});

test('what a step found joins what was there; the same speed takes its own place', () => {
  const record = { ...WHOLE, at: 7 } as Record;
  const again = merged(record, { steady: [at(1, 2_000)] });
  assert.deepEqual(again.steady, [at(2), at(1, 2_000)]);
  assert.equal('at' in again, false);
  assert.equal(merged(record, { stop_ms: 5 }).belt_mm, 3_000);
  assert.deepEqual(merged(null, { by: 'Tess', firmware: '2' }), { by: 'Tess', firmware: '2', steady: [] });
});

test('turns of a belt tell its speed', () => {
  assert.equal(turned(3_000, 10, 108_000), 1);
  assert.equal(turned(2_800, 10, 50_400), 2);
});
