import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answers, bars, placed, reach } from '../../../src/views/person/strip.ts';

type Days = Parameters<typeof bars>[0];
type Walks = Parameters<typeof placed>[1];

const lit = (session: string, light: string, minutes: number) => ({ session, light, level: 'beginner', belt_time_s: minutes * 60 });
const days: Days = [
  { day: '2026-10-30', walks: [lit('w1', 'green', 9)] },
  { day: '2026-10-31', walks: [] },
  { day: '2026-11-01', walks: [lit('w2', 'red', 2), lit('w3', 'amber', 12)] },
];
const walk = (session: string, more: Partial<Walks[number]> = {}): Walks[number] => ({
  session, began: '2026-11-01T08:00:00Z', protocol: 'P03', level: 'beginner', light: 'green', reasons: [], refer: false,
  belt_time_s: 1, distance_m: 1, effort: null, worst_pain: null, stop_reason: 'completed', pain_before: null,
  pain_morning: null, top_speed_kmh: null, top_inclination_percent: null, ...more,
});

test('each walk has a bar on its day, and those of one day share it', () => {
  const [first, second, third] = bars(days);
  assert.deepEqual([first?.session, first?.minutes, first?.from, first?.wide], ['w1', 9, 0.12, 0.76]);
  assert.deepEqual([second?.light, third?.light], ['red', 'amber']);
  assert.ok(second && third && Math.abs(second.from + second.wide - third.from) < 1e-9 && third.from + third.wide < 3);
});

test('the axis reaches ten minutes, and beyond them whole fives', () => {
  assert.equal(reach([]), 10);
  assert.equal(reach(bars(days)), 15);
});

test('walks of the strip stand on their day, others are not on it', () => {
  assert.deepEqual(placed(days, [walk('w0'), walk('w1'), walk('w3')]).map((each) => [each.session, each.day]), [['w1', 0], ['w3', 2]]);
});

test('a walk of which nobody told is passed over, and 0 is an answer', () => {
  const told = placed(days, [walk('w1', { worst_pain: 0 }), walk('w2'), walk('w3', { worst_pain: 6 })]);
  assert.deepEqual(answers(told, 'worst_pain'), [{ day: 0, value: 0 }, { day: 2, value: 6 }]);
  assert.deepEqual(answers(told, 'effort'), []);
});
