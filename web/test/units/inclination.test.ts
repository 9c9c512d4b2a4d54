import assert from 'node:assert/strict';
import { test } from 'node:test';
import { degrees, inclinationSteps, inclinationText, inclinationTyped, percentOf } from '../../src/units/inclination.ts';

test('every inclination the API can tell comes back as itself', () => {
  for (let steps = -300; steps <= 300; steps++) assert.equal(inclinationSteps(percentOf(steps)), steps);
  assert.equal(inclinationSteps(null), null);
});

test('per cent are shown with one decimal', () => {
  assert.equal(inclinationText(25, 'en'), '2.5\u00a0%');
  assert.equal(inclinationText(25, 'es'), '2,5\u00a0%');
  assert.equal(inclinationText(null, 'es'), '–');
});

test('a typed inclination is rounded down to flatter', () => {
  assert.equal(inclinationTyped('2.59'), 25);
  assert.equal(inclinationTyped('0,3'), 3);
  assert.equal(inclinationTyped('-1'), null);
});

test('a hundred per cent are 45 degrees', () => {
  assert.ok(Math.abs(degrees(1000) - 45) < 1e-9);
  assert.equal(degrees(0), 0);
  assert.ok(degrees(-30) < 0);
});
