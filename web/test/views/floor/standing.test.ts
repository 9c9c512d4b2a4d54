import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Treadmill } from '../../../src/live/store.ts';
import { beltTone, density, headline, isOld, linkTone, stands } from '../../../src/views/floor/standing.ts';

const machine = (more: object = {}): Treadmill =>
  ({ id: 'a', label: 'Left', link: 'linked', belt: 'idle', latched: null, alarms: [], speed_kmh: 0, speed_age_ms: 100, walk: null, ...more }) as unknown as Treadmill;

test('an alarm is said before a latch, a latch before a walk, a walk before the belt', () => {
  const walk = { stage: 'walking' };
  assert.deepEqual(headline(machine({ walk, latched: 'pain', alarms: ['stale', 'pull_the_key'] })), {
    group: 'alarm', code: 'pull_the_key', tone: 'alarm', more: 1,
  });
  assert.deepEqual(headline(machine({ walk, latched: 'pain' })), { group: 'latched', code: 'pain', tone: 'warn', more: 0 });
  assert.deepEqual(headline(machine({ walk })), { group: 'stage', code: 'walking', tone: 'good', more: 0 });
  assert.deepEqual(headline(machine({ belt: 'observed' })), { group: 'free', code: 'observed', tone: 'plain', more: 0 });
});

test('only a measured zero is a standstill', () => {
  const all = ['unknown', 'observed', 'idle', 'armed', 'starting', 'running', 'adrift', 'halting', 'stopping', 'latched'];
  assert.deepEqual(all.filter(stands), ['idle', 'armed', 'latched']);
});

test('link and belt have tones of their own, and what nobody knows yet is a caution', () => {
  assert.deepEqual(['linked', 'connecting', 'lost', 'new'].map(linkTone), ['good', 'warn', 'alarm', 'warn']);
  assert.deepEqual(['running', 'idle', 'adrift', 'new'].map(beltTone), ['accent', 'plain', 'alarm', 'warn']);
});

test('a speed is old once it is older than the watch over it says, or was never measured', () => {
  assert.deepEqual([null, 0, 2_000, 2_001].map((age) => isOld(machine({ speed_age_ms: age }))), [true, false, false, true]);
});

test('the more treadmills, the closer together', () => {
  assert.deepEqual([0, 4, 5, 12, 13, 30].map(density), ['roomy', 'roomy', 'close', 'close', 'dense', 'dense']);
});
