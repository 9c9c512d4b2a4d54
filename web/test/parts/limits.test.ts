import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checked } from '../../src/parts/limits.ts';
import { speedFigure, speedTyped } from '../../src/units/speed.ts';

const MPH = {
  read: (text: string) => speedTyped(text, 'mph'),
  write: (steps: number) => speedFigure(steps, 'mph', 'de'),
};
const LIMITS = { least: 97, most: 322 };

test('what is within the limits is taken, in steps', () => {
  assert.deepEqual(checked('1,5', MPH, LIMITS), { ok: true, steps: 241 });
  assert.deepEqual(checked('2.01', MPH, LIMITS), { ok: false, fault: 'limits', least: '0,6', most: '2,0' });
});

test('the limits themselves are taken, a step beyond is not', () => {
  const whole = { read: Number, write: String };
  assert.ok(checked('97', whole, LIMITS).ok);
  assert.ok(checked('322', whole, LIMITS).ok);
  assert.ok(!checked('96', whole, LIMITS).ok);
  assert.ok(!checked('323', whole, LIMITS).ok);
});

test('what is no number is told as that', () => {
  for (const text of ['', 'fast', '-1', '1,,5']) assert.deepEqual(checked(text, MPH, LIMITS), { ok: false, fault: 'number' });
});
