import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { notFallen } from '../../../src/views/walker/fell.ts';

const original = globalThis.fetch;
afterEach(() => void (globalThis.fetch = original));

const call = (id: string, treadmill: string, cue: string, answered_at: string | null) => ({ id, treadmill, cue, answered_at });

/** A gateway with these calls; what was posted to it. */
function gateway(calls: readonly object[], status = 200): [string, unknown][] {
  const posted: [string, unknown][] = [];
  globalThis.fetch = (url, how = {}) => {
    if (how.method === 'GET') return Promise.resolve(new Response(JSON.stringify(calls)));
    posted.push([String(url), JSON.parse(String(how.body))]);
    return Promise.resolve(new Response('{"code":"role"}', { status }));
  };
  return posted;
}

const CALLS = [
  call('elsewhere', 'right', 'fall_check', null),
  call('over', 'left', 'fall_check', '2030-01-01T00:00:00Z'),
  call('pain', 'left', 'pain_advice', null),
];

test('the call about a fall here is answered, and no other', async () => {
  const posted = gateway([...CALLS, call('this', 'left', 'fall_check', null)]);
  assert.ok((await notFallen('left')).ok);
  assert.deepEqual(posted, [['v1/calls/this/answer', { answer: '', fell: false }]]);
});

test('where somebody has come already there is nothing to answer', async () => {
  const posted = gateway(CALLS);
  assert.ok((await notFallen('left')).ok);
  assert.deepEqual(posted, []);
});

test('a refusal is told: somebody still has to come', async () => {
  gateway([call('this', 'left', 'fall_check', null)], 403);
  const answer = await notFallen('left');
  assert.equal(answer.ok ? '' : answer.problem.code, 'role');
});
