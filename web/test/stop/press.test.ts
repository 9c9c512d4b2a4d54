import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  beyond, measured, passed, phase, pressed, refused, SILENT_AFTER, told, UNANSWERED_AFTER, UNLINKED_AFTER,
  type Belt, type Press,
} from '../../src/stop/press.ts';
import type { StopView } from '../../src/live/store.ts';

const belt = (id: string, speed: number | null, more: Partial<Belt> = {}): Belt => ({
  id, link: 'linked', belt: 'running', alarms: [], speed_kmh: speed, ...more,
});

function view(states: Readonly<Record<string, string>>, delivery = 'sent'): StopView {
  const part = (state: string) => ({
    state, delivery, written_ms: null, acknowledged_ms: null, confirmed_ms: null, unconfirmed_ms: null,
  });
  const treadmills = Object.fromEntries(Object.entries(states).map(([id, state]) => [id, part(state)]));
  return { id: 's', state: '', scope: 'all', reason: '', sources: [], presses: 1, requested_at: '', treadmills };
}

const moving = [belt('left', 2), belt('right', 1.5)];
const one = (state: string): StopView => view({ left: state });
const started = (): Press => pressed('left', moving, 0);

test('a press is being sent until somebody answers', () => {
  assert.equal(phase(started()), 'sending');
  assert.equal(phase(passed(started(), UNANSWERED_AFTER - 1)), 'sending');
});

test('without an answer the app cannot stop the belt, until one comes', () => {
  const late = passed(started(), UNANSWERED_AFTER);
  assert.equal(phase(late), 'cannot');
  assert.equal(late.why, 'unanswered');
  assert.equal(phase(told(late, one('written'), 1_500)), 'sent');
});

for (const [state, expected] of [
  ['requested', 'sent'], ['written', 'sent'], ['acknowledged', 'answered'], ['confirmed', 'stopped'],
  ['a state of a later version', 'sent'],
] as const) {
  test(`what the gateway calls ${state} is shown as ${expected}`, () => {
    assert.equal(phase(told(started(), one(state), 10)), expected);
  });
}

test('an answer of the treadmill is no fall of speed, and a small one is none', () => {
  const answered = told(started(), one('acknowledged'), 10);
  assert.equal(phase(measured(answered, [belt('left', 1.9)], 20)), 'answered');
  assert.equal(phase(measured(answered, [belt('left', 1.7)], 30)), 'slowing');
});

test('a crawling belt has slowed when it has come to nothing', () => {
  const crawling = told(pressed('left', [belt('left', 0.2)], 0), one('written'), 10);
  assert.equal(phase(measured(crawling, [belt('left', 0.1)], 20)), 'sent');
  assert.equal(phase(measured(crawling, [belt('left', 0)], 30)), 'slowing');
});

test('a belt that stood already is not slowing', () => {
  const stood = told(pressed('left', [belt('left', 0)], 0), one('written'), 10);
  assert.equal(phase(measured(stood, [belt('left', 0)], 20)), 'sent');
});

test('stopped is what the gateway measured, never what this page thinks', () => {
  const slowing = measured(told(started(), one('acknowledged'), 10), [belt('left', 0)], 20);
  assert.equal(phase(slowing), 'slowing');
  assert.equal(phase(told(slowing, one('confirmed'), 30)), 'stopped');
});

test('a phase is never taken back', () => {
  const slowing = measured(told(started(), one('acknowledged'), 10), [belt('left', 1)], 20);
  assert.equal(phase(told(slowing, one('written'), 30)), 'slowing');
  assert.equal(phase(measured(slowing, [belt('left', 2)], 40)), 'slowing');
});

test('all belts have come as far as the one that is furthest behind', () => {
  const all = pressed(null, moving, 0);
  assert.equal(phase(told(all, view({ left: 'confirmed', right: 'acknowledged' }), 10)), 'answered');
  assert.equal(phase(told(all, view({ left: 'confirmed', right: 'confirmed' }), 10)), 'stopped');
});

test('a refusal is told at once, and goes when the gateway takes it', () => {
  const no = refused(started(), 5);
  assert.deepEqual([phase(no), no.why], ['cannot', 'refused']);
  assert.equal(phase(told(no, one('written'), 10)), 'sent');
});

test('no standstill in time means the key', () => {
  const not = told(started(), one('unconfirmed'), 10);
  assert.deepEqual([phase(not), not.why], ['cannot', 'unconfirmed']);
  assert.equal(phase(told(not, one('confirmed'), 20)), 'stopped');
});

test('a belt that does not obey means the key, and only where it is', () => {
  const runs = belt('left', 2, { alarms: ['pull_the_key'] });
  const press = told(started(), one('written'), 10);
  assert.equal(measured(press, [runs], 20).why, 'alarm');
  const other = told(pressed('right', moving, 0), view({ right: 'written' }), 10);
  assert.equal(measured(other, [runs, belt('right', 1)], 20).why, null);
  const all = told(pressed(null, moving, 0), view({ left: 'written', right: 'written' }), 10);
  assert.equal(measured(all, [runs, belt('right', 1)], 20).why, 'alarm');
});

test('a treadmill that cannot be reached gets a moment, then the key is the way', () => {
  const waits = told(started(), view({ left: 'requested' }, 'pending'), 10);
  assert.equal(phase(passed(waits, UNLINKED_AFTER - 1)), 'sent');
  assert.equal(passed(waits, UNLINKED_AFTER).why, 'unlinked');
});

test('a gateway that falls silent leaves nobody in the belief that it stops', () => {
  const press = told(started(), one('acknowledged'), 100);
  assert.equal(phase(passed(press, 99 + SILENT_AFTER)), 'answered');
  assert.equal(passed(press, 100 + SILENT_AFTER).why, 'silent');
});

test('what was measured at standstill needs no news any more', () => {
  const press = told(started(), one('confirmed'), 100);
  assert.equal(phase(passed(press, 100 + 10 * SILENT_AFTER)), 'stopped');
});

test('a machine that is switched off does not alarm a whole gym, but does who asked for it', () => {
  const off = belt('off', null, { link: 'searching', belt: 'unknown' });
  const stop = view({ left: 'confirmed', off: 'unconfirmed' });
  assert.equal(phase(told(pressed(null, [...moving, off], 0), stop, 10)), 'stopped');
  assert.equal(told(pressed('off', [off], 0), view({ off: 'unconfirmed' }), 10).why, 'unconfirmed');
  assert.equal(told(pressed(null, [off], 0), view({ off: 'unconfirmed' }), 10).why, 'unconfirmed');
});

test('a site without treadmills has nothing to stop and says so', () => {
  const press = told(pressed(null, [], 0), view({}), 10);
  assert.equal(phase(press), 'sending');
});

test('a belt whose link went while it was ours is beyond the app, pressed or not', () => {
  const adrift = belt('left', 2, { link: 'lost', belt: 'adrift' });
  const runs = belt('right', 2, { alarms: ['pull_the_key'] });
  assert.deepEqual(beyond([adrift, runs, belt('other', 1)], null).map((each) => each.id), ['left', 'right']);
  assert.deepEqual(beyond([adrift, runs], 'right').map((each) => each.id), ['right']);
  assert.deepEqual(beyond([belt('left', 2, { link: 'lost', belt: 'unknown' })], null), []);
});
