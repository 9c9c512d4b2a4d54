import assert from 'node:assert/strict';
import { test } from 'node:test';
import { figure, typed, UNKNOWN, withUnit } from '../../src/units/figures.ts';

test('each language writes its own decimal mark', () => {
  assert.equal(figure(2.45, 1, 'en'), '2.5');
  assert.equal(figure(2.4, 1, 'de'), '2,4');
  assert.equal(figure(2.4, 1, 'es'), '2,4');
});

test('what is not known is a dash without a unit', () => {
  assert.equal(figure(null, 1, 'en'), UNKNOWN);
  assert.equal(figure(Number.NaN, 1, 'en'), UNKNOWN);
  assert.equal(withUnit(UNKNOWN, 'km/h'), UNKNOWN);
});

test('nothing is shown below zero that is not', () => {
  assert.equal(figure(-0.04, 1, 'en'), '0.0');
  assert.equal(figure(-0.04, 1, 'de'), '0,0');
  assert.equal(figure(-0.06, 1, 'en'), '-0.1');
});

test('a point and a comma are the same wish, and nothing else is a number', () => {
  for (const [text, value] of [['1.5', 1.5], ['1,5', 1.5], [' 2 ', 2], ['-1', -1]] as const) {
    assert.equal(typed(text), value);
  }
  for (const text of ['', 'abc', '1.2.3', '1 2', '1e3', 'NaN', '.5', '1,', '12345678901']) {
    assert.equal(typed(text), null, text);
  }
});
