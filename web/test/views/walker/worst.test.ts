import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alarmsOf, worstOf } from '../../../src/views/walker/worst.ts';
import { walk } from './machines.ts';

test('an alarm is worse than what freezes a walk; where neither is, nothing is told', () => {
  const frozen = walk({ frozen: ['unleased'] });
  assert.deepEqual(worstOf({ alarms: ['stale'], walk: frozen }), { tone: 'alarm', group: 'walker.alarm.says', code: 'stale' });
  assert.deepEqual(worstOf({ alarms: [], walk: frozen }), { tone: 'warn', group: 'sound.why', code: 'unleased' });
  assert.equal(worstOf({ alarms: [], walk: walk() }), null);
  assert.equal(worstOf({ alarms: [], walk: null }), null);
});

test('what is said over the whole screen is not said again', () => {
  assert.deepEqual(alarmsOf({ alarms: ['pull_the_key', 'stale'] }), ['stale']);
  assert.equal(worstOf({ alarms: ['pull_the_key'], walk: null }), null);
});
