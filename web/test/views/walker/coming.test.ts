import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comingOf, COUNTDOWN_MS, RING_MS, wayOf } from '../../../src/views/walker/coming.ts';
import { machine, walk } from './machines.ts';

test('a change is told with where it leads, and has its ring in the last ten seconds', () => {
  const far = comingOf('walking', walk());
  assert.equal(far?.cue, 'speed_down');
  assert.equal(far?.speed_kmh, 1.2);
  assert.equal(far?.ring, null);
  assert.equal(comingOf('walking', walk({ change_in_ms: RING_MS }))?.ring, 1);
  assert.equal(comingOf('walking', walk({ change_in_ms: RING_MS / 2 }))?.ring, 0.5);
  assert.equal(comingOf('walking', walk({ change_in_ms: 0 }))?.ring, 0);
});

test('the countdown to the start has a ring of its own', () => {
  const start = comingOf('countdown', walk({ stage: 'countdown', countdown_ms: 2_500 }));
  assert.equal(start?.cue, 'countdown');
  assert.equal(start?.ring, 2_500 / COUNTDOWN_MS);
  assert.equal(comingOf('countdown', walk({ stage: 'countdown', countdown_ms: null })), null);
});

test('before "steady", while held, and in a ramp, nothing is told to come', () => {
  assert.equal(comingOf('settling', walk({ stage: 'settling', steady: false })), null);
  assert.notEqual(comingOf('settling', walk({ stage: 'settling', steady: true })), null);
  assert.equal(comingOf('holding', walk()), null);
  assert.equal(comingOf('walking', walk({ change_in_ms: null })), null);
  assert.equal(comingOf('walking', null), null);
});

test('the end of the walk has no segment after it', () => {
  const end = comingOf('walking', walk({ change: 'stopping_at_end', next: null, change_in_ms: 4_000 }));
  assert.deepEqual([end?.cue, end?.speed_kmh, end?.facing, end?.says], ['stopping_at_end', null, null, '']);
});

test('a belt is on its way until it is where it may be, and nowhere while it may not go on', () => {
  const allowed = { speed_kmh: 2.4, inclination_percent: 1 };
  const to = (speed: number | null, tilt: number | null, frozen: string[] = []): string | undefined =>
    wayOf(machine({ speed_kmh: speed, inclination_percent: tilt }, walk({ allowed, frozen })))?.to;
  assert.equal(to(1.6, 1), 'faster');
  assert.equal(to(2.5, 1), 'slower');
  assert.equal(to(2.38, 0), 'incline');
  assert.equal(to(2.38, 1), undefined);
  assert.equal(to(2.4, null), undefined);
  assert.equal(to(null, 0), undefined);
  assert.equal(to(1.6, 1, ['unleased']), undefined);
  assert.equal(wayOf(machine({}, null)), null);
});
