import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOM, ROOM_AHEAD, Trace, type Point } from '../../../src/parts/plot/trace.ts';

function point(at: number, speed: number | null = 200): Point {
  const rest = { inclination: 0, inclinationPlanned: 0, inclinationAllowed: 0, heart: null };
  return { at, speed, planned: 200, allowed: 200, cap: 240, ...rest };
}

test('frames are kept as they come, in order', () => {
  const trace = new Trace();
  for (let at = 0; at <= 1_000; at += 250) trace.add(point(at));
  trace.add(point(500));
  assert.deepEqual(trace.columns.at, [0, 250, 500, 750, 1_000]);
  assert.equal(trace.now, 1_000);
});

test('hours of frames never need more room than there is, and the walk is there as a whole', () => {
  const trace = new Trace();
  const hours = 3 * 3_600_000;
  for (let at = 0; at <= hours; at += 250) {
    trace.add(point(at));
    assert.ok(trace.columns.at.length < ROOM);
  }
  assert.equal(trace.now, hours);
  assert.ok((trace.columns.at[0] ?? hours) < 20_000);
  for (let index = 1; index < trace.measured; index++) {
    assert.ok((trace.columns.at[index] ?? 0) > (trace.columns.at[index - 1] ?? 0), 'time goes on');
  }
});

test('a peak is never lost, however often points are thrown together', () => {
  const trace = new Trace(64);
  for (let at = 0; at <= 3_600_000; at += 250) trace.add(point(at, at === 777_000 ? 999 : 200));
  assert.equal(Math.max(...trace.columns.speed.map((each) => each ?? 0)), 999);
});

test('what is planned lies behind now, and moves out of its way', () => {
  const trace = new Trace();
  trace.plan([0, 10_000, 20_000].map((at) => point(at, null)));
  assert.deepEqual(trace.columns.at, [0, 10_000, 20_000]);
  for (let at = 0; at <= 12_000; at += 250) trace.add(point(at));
  assert.equal(trace.columns.at.at(-1), 20_000);
  assert.equal(trace.columns.at.length, trace.measured + 1);
  assert.equal(trace.columns.speed.at(-1), null);
});

test('a plan without an end has one here', () => {
  const trace = new Trace();
  trace.plan(Array.from({ length: 10_000 }, (_, index) => point(index, null)));
  assert.equal(trace.columns.at.length, ROOM_AHEAD);
});

test('a trace that is cleared is as new', () => {
  const trace = new Trace(8);
  trace.plan([point(90_000)]);
  for (let at = 0; at <= 60_000; at += 250) trace.add(point(at));
  trace.clear();
  assert.deepEqual([trace.columns.at, trace.now, trace.measured], [[], null, 0]);
  trace.add(point(0));
  trace.add(point(250));
  assert.deepEqual(trace.columns.at, [0, 250]);
});
