import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wrong } from '../../../src/views/person/limits.ts';

const tug = { least: 2, most: 120, unit: 's' };

for (const [text, says] of [
  ['', undefined],
  ['9.5', undefined],
  ['9,5', undefined],
  ['2', undefined],
  ['120', undefined],
  ['1.9', 'From 2 to 120 s'],
  ['121', 'From 2 to 120 s'],
  ['nine', 'A number is needed here, such as 1.5'],
] as const) {
  test(`"${text}" of a test from 2 to 120 s: ${says ?? 'nothing is wrong'}`, () => assert.equal(wrong(text, tug), says));
}
