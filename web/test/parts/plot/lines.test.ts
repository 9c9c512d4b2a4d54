import assert from 'node:assert/strict';
import { test } from 'node:test';
import { between, numbered, path } from '../../../src/parts/plot/lines.ts';

const same = (value: number): number => value;

test('a value lies where its share of the range is, also on an axis that goes down', () => {
  assert.equal(between(5, [0, 10], 0, 100), 50);
  assert.equal(between(2, [0, 10], 100, 0), 80);
});

test('a range of nothing puts everything at its start', () => assert.equal(between(3, [3, 3], 7, 100), 7));

test('a line goes through what is known, and a gap stays a gap', () => {
  assert.equal(path([0, 1, 2, 3], [1, 2, null, 4], same, same), 'M0.0 1.0L1.0 2.0M3.0 4.0');
  assert.equal(path([0, 1], [null, null], same, same), '');
});

test('numbers that would stand on each other are told as one', () => {
  assert.deepEqual(numbered([0, 100, 104, 108, 300], 10), [
    { at: 0, says: '1' },
    { at: 100, says: '2–4' },
    { at: 300, says: '5' },
  ]);
  assert.deepEqual(numbered([], 10), []);
});
