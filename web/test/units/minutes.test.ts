import assert from 'node:assert/strict';
import { test } from 'node:test';
import { minutesText, secondsTyped } from '../../src/units/minutes.ts';

test('seconds are written as minutes, with a figure behind the point where one is needed', () => {
  assert.equal(minutesText(540, 'en'), '9');
  assert.equal(minutesText(570, 'en'), '9.5');
  assert.equal(minutesText(570, 'de'), '9,5');
});

test('minutes are typed with a point or a comma', () => {
  assert.equal(secondsTyped('9.5'), 570);
  assert.equal(secondsTyped('9,5'), 570);
  assert.equal(secondsTyped('0'), 0);
  assert.equal(secondsTyped('-1'), null);
  assert.equal(secondsTyped('nine'), null);
});
