import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paceOf, picked } from '../../../src/parts/plot/rows.ts';
import { Trace } from '../../../src/parts/plot/trace.ts';

const NOTHING = {
  speed: 1, planned: null, allowed: null, cap: null, inclination: null, inclinationPlanned: null,
  inclinationAllowed: null, heart: null,
};

function walked(until: number): Trace {
  const trace = new Trace();
  for (let at = 0; at <= until; at += 250) trace.add({ ...NOTHING, at });
  return trace;
}

test('one row for each pace, the newest always', () => {
  const { columns, measured } = walked(65_000);
  const times = picked(columns, measured, 30_000).map((index) => columns.at[index]);
  assert.deepEqual(times, [0, 30_000, 60_000, 65_000]);
  assert.deepEqual(picked(columns, 0, 30_000), []);
});

test('a plan has every point told', () => {
  const { columns, measured } = walked(1_000);
  assert.deepEqual(picked(columns, measured, 0), [0, 1, 2, 3, 4]);
});

test('however long a walk is, its table can be listened to', () => {
  for (let minutes = 1; minutes <= 180; minutes++) {
    const span = minutes * 60_000;
    assert.ok(span / paceOf(span) <= 40, `${minutes} minutes`);
  }
});
