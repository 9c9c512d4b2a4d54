import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clock, day, dayAndTime, parts, seconds } from '../../src/units/time.ts';

test('what is left reaches 0:00 only at the end', () => {
  assert.equal(clock(1, 'left'), '0:01');
  assert.equal(clock(0, 'left'), '0:00');
  assert.equal(clock(59_001, 'left'), '1:00');
});

test('what is over is counted when it is over', () => {
  assert.equal(clock(999), '0:00');
  assert.equal(clock(185_400), '3:05');
  assert.equal(clock(3_725_000), '1:02:05');
});

test('no time is a dash, and none is below zero', () => {
  assert.equal(clock(null), '–');
  assert.equal(clock(undefined), '–');
  assert.equal(clock(Number.NaN), '–');
  assert.equal(clock(-5_000, 'left'), '0:00');
  assert.equal(seconds(-1), 0);
});

test('minutes and seconds apart add up', () => {
  assert.deepEqual(parts(125_000), { minutes: 2, seconds: 5 });
  assert.deepEqual(parts(119_500, 'left'), { minutes: 2, seconds: 0 });
});

test('a day without a time is that day everywhere', () => {
  const before = process.env['TZ'];
  try {
    for (const zone of ['Pacific/Kiritimati', 'America/Los_Angeles']) {
      process.env['TZ'] = zone;
      assert.equal(day('2026-11-26', 'en'), '26 Nov 2026');
    }
  } finally {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  }
});

test('days are written in the language of the reader', () => {
  assert.equal(day('2026-11-26T12:00:00Z', 'en'), '26 Nov 2026');
  assert.match(day('2026-03-26T12:00:00Z', 'de'), /26\..*März.*2026/);
  assert.match(dayAndTime('2026-11-26T12:00:00Z', 'es'), /26.*nov/);
  assert.equal(day('yesterday', 'en'), '–');
  assert.equal(dayAndTime(null, 'en'), '–');
});
