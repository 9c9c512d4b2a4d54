import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pending, wishing } from '../../../src/views/floor/calls.ts';

const wish = (treadmill: string, client: string, until = 100) => ({ treadmill, client, name: client, until });

test('who asks again asks once, with more time', () => {
  const all = wishing([wish('a', 'x', 5), wish('a', 'y'), wish('b', 'x')], wish('a', 'x', 200));
  assert.deepEqual(all.map((each) => `${each.treadmill}${each.client}${each.until}`), ['ay100', 'bx100', 'ax200']);
});

test('a wish is over in time, and with the lease it is about', () => {
  const all = [wish('a', 'x', 100), wish('a', 'y', 99), wish('b', 'x', 200)];
  assert.deepEqual(pending(all, new Map([['a', 1]]), 99).map((each) => each.client), ['x']);
  assert.deepEqual(pending(all, new Map(), 0), []);
});
