import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heard, limited, NONE } from '../../../src/views/walker/news.ts';

const cue = (name: string, more: object = {}) => ({ type: 'session.cue', data: { cue: name, in_ms: 0, text: '', ...more } });

test('the time limit can be put off until it comes', () => {
  const told = heard(NONE, cue('time_limit', { in_ms: 15_000 }), 1_000);
  assert.ok(limited(told, 15_999));
  assert.ok(!limited(told, 16_000));
  assert.ok(!limited(NONE, 0));
  assert.ok(!limited(heard(told, cue('winding_down'), 2_000), 2_000));
});

test('why the walk was held is kept until it goes on', () => {
  const held = heard(NONE, cue('held', { text: 'READY has expired: press it again' }), 0);
  assert.equal(held.held, 'READY has expired: press it again');
  assert.equal(heard(held, { type: 'session.state.changed', data: { stage: 'holding' } }, 1).held, held.held);
  assert.equal(heard(held, { type: 'session.state.changed', data: { stage: 'walking' } }, 1).held, '');
});

test('who asks for the lease is known until it changes hands', () => {
  const asked = heard(NONE, { type: 'lease.asked', data: { client: 'c2', name: 'Tablet', answer_within_ms: 30_000 } }, 500);
  assert.deepEqual(asked.asks, { client: 'c2', name: 'Tablet', until: 30_500 });
  const lost = heard(asked, { type: 'lease.changed', data: { lost_by: 'c1', name: 'Tablet' } }, 600);
  assert.deepEqual([lost.asks, lost.lost], [null, { client: 'c1', to: 'Tablet' }]);
  assert.equal(heard(lost, { type: 'lease.changed', data: { lost_by: '' } }, 700).lost, null);
});

test('what we do not know is no news', () => {
  assert.equal(heard(NONE, cue('a_new_cue'), 0), NONE);
  assert.equal(heard(NONE, { type: 'gateway.health', data: {} }, 0), NONE);
});
