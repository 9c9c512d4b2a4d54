import assert from 'node:assert/strict';
import { test } from 'node:test';
import { due, heartRange, highest, inclinationRange, lowest, speedRange, speedTicks, ticks, timeTicks } from '../../../src/parts/plot/scales.ts';
import { speedIn } from '../../../src/units/speed.ts';

test('the highest of what is known', () => {
  assert.equal(highest([[null, 3, null], [], [5, 1]]), 5);
  assert.equal(highest([[null]]), 0);
  assert.equal(lowest([null, -2, 5, -1]), -2);
  assert.equal(lowest([null, 3]), 0);
});

test('a small walk looks small, and a high one fits', () => {
  assert.deepEqual(speedRange(100, 'km/h'), [0, 300]);
  assert.deepEqual(speedRange(480, 'km/h'), [0, 550]);
  assert.ok(Math.abs(speedIn(speedRange(0, 'mph')[1], 'mph') - 2) < 1e-9);
  assert.deepEqual(inclinationRange(0, 20), [0, 40]);
  assert.deepEqual(inclinationRange(0, 100), [0, 120]);
  assert.deepEqual(heartRange(100), [40, 160]);
  assert.deepEqual(heartRange(170), [40, 200]);
});

test('below flat is shown where it was measured, and noise is not', () => {
  assert.deepEqual(inclinationRange(-5, 0), [0, 40]);
  assert.deepEqual(inclinationRange(-21, 0), [-30, 40]);
});

test('lines lie at round values, no more than there is room for', () => {
  assert.deepEqual(ticks(3, 7), [0, 0.5, 1, 1.5, 2, 2.5, 3]);
  assert.deepEqual(ticks(12, 4), [0, 5, 10]);
  for (let most = 1; most < 200; most++) assert.ok(ticks(most, 5).length <= 6, `${most}`);
  const mph = speedTicks(speedRange(0, 'mph')[1], 'mph', 4).map((each) => speedIn(each, 'mph'));
  assert.deepEqual(mph.map((each) => Math.round(each * 10) / 10), [0, 0.5, 1, 1.5, 2]);
});

test('times are whole and within the span', () => {
  assert.deepEqual(timeTicks(0, 120_000, 4), [0, 30_000, 60_000, 90_000, 120_000]);
  assert.deepEqual(timeTicks(5_000, 65_000, 6), [10_000, 20_000, 30_000, 40_000, 50_000, 60_000]);
  for (let minutes = 1; minutes < 90; minutes++) assert.ok(timeTicks(0, minutes * 60_000, 6).length <= 7);
});

test('a plot is drawn again when it would look different, a second later at the latest', () => {
  assert.ok(due(Number.NEGATIVE_INFINITY, 0, 60_000, 600), 'never drawn');
  assert.ok(due(0, null, 60_000, 600), 'a plan alone');
  assert.ok(!due(10_000, 10_250, 1_800_000, 600));
  assert.ok(due(10_000, 11_000, 1_800_000, 600));
  assert.ok(due(10_000, 10_250, 60_000, 600));
});
