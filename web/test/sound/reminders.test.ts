import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reminders } from '../../src/sound/reminders.ts';

function cues(level: string, before: number, after: number, change: number | null = 30_000): string[] {
  const time = (ms: number) => ({ belt_time_ms: ms, change_in_ms: change });
  return reminders(level, time(before), time(after), 0).map((each) => each.cue);
}

test('light grip each minute, for those who are new or old', () => {
  assert.deepEqual(cues('older', 59_900, 60_150), ['light_grip']);
  assert.deepEqual(cues('older', 119_900, 120_150), ['light_grip']);
  assert.deepEqual(cues('older', 60_150, 60_400), []);
  assert.deepEqual(cues('advanced', 59_900, 60_150), []);
});

test('a first walk is asked once whether it is dizzy', () => {
  assert.deepEqual(cues('first', 59_900, 60_150), ['feeling']);
  assert.deepEqual(cues('first', 119_900, 120_150), ['light_grip']);
});

test('the last seconds before a change belong to the change', () => {
  assert.deepEqual(cues('older', 59_900, 60_150, 5_000), []);
  assert.deepEqual(cues('older', 59_900, 60_150, null), ['light_grip']);
});
