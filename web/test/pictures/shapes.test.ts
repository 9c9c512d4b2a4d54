import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { bars, dashes, heights, motion } from '../../src/pictures/shapes.ts';

test('a ring empties with the time, and never beyond', () => {
  const drawn = (left: number, whole: number): number => Number(dashes(left, whole, 50).split(' ')[0]) / (100 * Math.PI);
  assert.ok(Math.abs(drawn(2_500, 5_000) - 0.5) < 1e-4);
  assert.ok(Math.abs(drawn(9_000, 5_000) - 1) < 1e-4);
  assert.equal(drawn(-1, 5_000), 0);
  assert.equal(drawn(1, 0), 0);
});

test('a stronger signal has more bars', () => {
  assert.deepEqual([-100, -90, -75, -65, -40].map(bars), [0, 1, 2, 3, 4]);
});

test('bars of weeks stand to each other as their minutes, and few minutes look few', () => {
  const week = (minutes: number) => ({ belt_time_s: minutes * 60, walks: 1, planned: null });
  assert.deepEqual(heights([week(20), week(10), week(0), week(5)]), [1, 0.5, 0, 0.25]);
  assert.deepEqual(heights([week(5)]), [0.5]);
  assert.deepEqual(heights([]), []);
});

test('every belt of the gateway moves, stands, or is not known; what is not known never stands', () => {
  const source = readFileSync(new URL('../../../src/retrowalk/safety/supervisor.py', import.meta.url), 'utf8');
  const states = source.split('class Belt(')[1]?.split(/^class /m)[0] ?? '';
  const names = Array.from(states.matchAll(/^ {4}[A-Z]+ = "(\w+)"/gm), (found) => found[1] ?? '');
  assert.ok(names.length >= 10);
  const still = names.filter((name) => motion(name) === 'rest');
  assert.deepEqual(still.sort(), ['armed', 'idle', 'latched']);
  assert.deepEqual(names.filter((name) => motion(name) === 'unknown'), ['unknown']);
  assert.equal(motion('some_new_state'), 'unknown');
  assert.equal(motion('constructor'), 'unknown');
});
