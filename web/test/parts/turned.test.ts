import assert from 'node:assert/strict';
import { test } from 'node:test';
import { turned } from '../../src/parts/turned.ts';

test('the arrow keys go round, Home and End to the ends', () => {
  assert.equal(turned('ArrowRight', 2, 3), 0);
  assert.equal(turned('ArrowLeft', 0, 3), 2);
  assert.equal(turned('Home', 2, 3), 0);
  assert.equal(turned('End', 0, 3), 2);
});

test('other keys, and nothing to turn, turn nothing', () => {
  assert.equal(turned(' ', 1, 3), -1);
  assert.equal(turned('toString', 1, 3), -1);
  assert.equal(turned('ArrowRight', 0, 0), -1);
});
