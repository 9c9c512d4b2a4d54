import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OnePress } from '../../src/parts/one_press.ts';

test('the click of a finger that was seen going down is no second press', () => {
  const press = new OnePress();
  press.down();
  assert.equal(press.click(1), false);
  assert.equal(press.click(1), true, 'only the first one is');
  press.down();
  assert.equal(press.click(2), false);
});

test('a key, and a click that no finger began, are presses', () => {
  const press = new OnePress();
  assert.equal(press.click(0), true);
  assert.equal(press.click(1), true);
});

test('a finger that slid off swallows no press after it', () => {
  const press = new OnePress();
  press.down();
  assert.equal(press.click(0), true);
  press.down();
  press.off();
  assert.equal(press.click(1), true);
});
