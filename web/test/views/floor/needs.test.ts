import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needs, worst, type Asking } from '../../../src/views/floor/needs.ts';
import type { Treadmill } from '../../../src/live/store.ts';

const quiet = { link: 'linked', belt: 'idle', latched: null, alarms: [], speed_kmh: 0, speed_age_ms: 100, walk: null };
const machine = (id: string, more: Partial<Treadmill> = {}): Treadmill =>
  ({ ...quiet, id, label: id, ...more }) as unknown as Treadmill;
const call = (id: string, treadmill: string, cue: string, answered_at: string | null = null): Asking => ({
  id, treadmill, cue, answered_at, at: '2026-11-26T05:00:00Z',
});
const told = (found: ReturnType<typeof needs>): string[] => found.map((each) => `${each.treadmill} ${each.what}`);

test('a quiet floor needs nobody', () => {
  assert.deepEqual(needs([machine('a'), machine('b')], []), []);
});

test('what may be hurting somebody comes before what waits, wherever it stands', () => {
  const floor = [
    machine('a', { alarms: ['unguarded'] }),
    machine('b', { alarms: ['stale', 'link_lost'] }),
    machine('c', { alarms: ['pull_the_key'] }),
  ];
  const calls = [call('1', 'a', 'pain_advice'), call('2', 'b', 'chest_advice')];
  assert.deepEqual(told(needs(floor, calls)), [
    'c pull_the_key', 'b chest_advice', 'b link_lost', 'b stale', 'a pain_advice', 'a unguarded',
  ]);
});

test('equally urgent needs stay in the order of the floor', () => {
  const floor = ['c', 'a', 'b'].map((id) => machine(id, { alarms: ['link_lost'] }));
  assert.deepEqual(told(needs(floor, [])), ['c link_lost', 'a link_lost', 'b link_lost']);
});

test('a pulled key that is asked about is met once, and stays an alarm when it was answered', () => {
  const floor = [machine('a', { alarms: ['key_pulled'] })];
  const open = needs(floor, [call('1', 'a', 'fall_check')]);
  assert.deepEqual(told(open), ['a fall_check']);
  assert.equal(open[0]?.call?.id, '1');
  assert.deepEqual(told(needs(floor, [call('1', 'a', 'fall_check', '2026-11-26T05:01:00Z')])), ['a key_pulled']);
});

test('a question about one treadmill hides no alarm of another', () => {
  const floor = [machine('a', { alarms: ['key_pulled'] }), machine('b', { alarms: ['key_pulled'] })];
  assert.deepEqual(told(needs(floor, [call('1', 'a', 'fall_check')])), ['a fall_check', 'b key_pulled']);
});

test('a spotter who is overdue is missed, one who is not is not', () => {
  const walk = (due: number | null) => ({ tap_due_ms: due }) as NonNullable<Treadmill['walk']>;
  const floor = [machine('a', { walk: walk(-1) }), machine('b', { walk: walk(9_000) }), machine('c', { walk: walk(null) })];
  assert.deepEqual(told(needs(floor, [])), ['a tap_due']);
});

test('a wish for our lease is the last of all', () => {
  const wish = { treadmill: 'a', client: 'tablet', name: 'Tablet', until: 1 };
  const found = needs([machine('b', { alarms: ['unguarded'] })], [], [wish]);
  assert.deepEqual(told(found), ['b unguarded', 'a lease_asked']);
  assert.equal(found[1]?.tone, 'warn');
});

test('the worst alarm of a treadmill stands on its card; one nobody knows yet comes last', () => {
  assert.equal(worst(['stale', 'pull_the_key', 'link_lost']), 'pull_the_key');
  assert.equal(worst(['brand_new', 'unguarded']), 'unguarded');
  assert.equal(worst([]), undefined);
});
