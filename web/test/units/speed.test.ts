import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kmhOf, speedIn, speedSteps, speedText, speedTyped } from '../../src/units/speed.ts';

test('every step the API can tell comes back as itself', () => {
  for (let steps = 0; steps <= 0xffff; steps++) assert.equal(speedSteps(kmhOf(steps)), steps);
});

test('a speed nobody measured has no steps', () => {
  assert.equal(speedSteps(null), null);
  assert.equal(speedSteps(undefined), null);
});

test('speeds are shown in the unit and the language of the reader', () => {
  assert.equal(speedText(241, 'km/h', 'en'), '2.4\u00a0km/h');
  assert.equal(speedText(241, 'mph', 'en'), '1.5\u00a0mph');
  assert.equal(speedText(241, 'mph', 'de'), '1,5\u00a0mph');
  assert.equal(speedText(null, 'mph', 'de'), '–');
});

test('a typed speed is rounded down to slower, never up', () => {
  assert.equal(speedTyped('1.5', 'mph'), 241); // 2.414016 km/h
  assert.equal(speedTyped('3', 'mph'), 482); // 4.828032 km/h
  assert.equal(speedTyped('2,4', 'km/h'), 240);
  assert.equal(speedTyped('2.409', 'km/h'), 240);
  for (let tenths = 0; tenths <= 100; tenths++) {
    assert.equal(speedTyped((tenths / 10).toFixed(1), 'km/h'), tenths * 10);
    assert.equal(speedTyped((tenths / 10).toFixed(1), 'mph'), Math.floor((tenths * 1_609_344) / 100_000));
  }
});

test('no number and nothing below zero is a speed', () => {
  for (const text of ['', 'fast', '-1', '1..2']) assert.equal(speedTyped(text, 'mph'), null);
});

test('a mile is longer than a kilometre', () => {
  assert.ok(Math.abs(speedIn(160.9344, 'mph') - 1) < 1e-12);
  assert.equal(speedIn(100, 'km/h'), 1);
});
