import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import type { Said } from '../../src/live/channel.ts';
import { askForLease, keepLease, keepLeases, leases, RENEW_EVERY, TOLD_WITHIN } from '../../src/live/lease.ts';
import { me, type Me } from '../../src/live/me.ts';
import { happened, refused, type Happened, type Problem } from '../../src/live/store.ts';

const original = globalThis.fetch;
const PROBLEM: Problem = {
  type: '', title: '', status: 409, detail: '', instance: '/v1/live', code: 'lease-required', trace_id: '1',
};
let asked: string[] = [];
let said: Said[] = [];

// The gateway knows the lease of "kept" alone.
const answer = (url: string): Response =>
  url.includes('kept')
    ? new Response(JSON.stringify({ treadmill: 'kept', lease: 2 }), { status: 200 })
    : new Response(JSON.stringify(PROBLEM), { status: 409 });

beforeEach(() => {
  [asked, said] = [[], []];
  mock.timers.enable({ apis: ['setInterval', 'setTimeout'] });
  globalThis.fetch = (url) => {
    asked.push(String(url));
    return Promise.resolve(answer(String(url)));
  };
});

afterEach(() => {
  mock.timers.reset();
  globalThis.fetch = original;
  leases.value = new Map();
});

async function pass(ms: number): Promise<void> {
  mock.timers.tick(ms);
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}

test('a lease whose renewal is refused on the channel is ours no more, and another one stays', async () => {
  keepLease('lost', 1);
  keepLease('kept', 2);
  keepLeases((message) => said.push(message) > 0);
  await pass(RENEW_EVERY);
  assert.deepEqual([said.map(({ type }) => type), asked], [['renew', 'renew'], []]);
  refused(PROBLEM);
  await pass(TOLD_WITHIN);
  assert.deepEqual([...leases.value.keys()], ['kept']);
  assert.equal(asked.length, 2);
});

test('what was asked for here and handed over is ours, and what another page of the device took is not', async () => {
  me.value = { client: 'tablet' } as Me;
  keepLeases(() => true);
  const handed = (treadmill: string, lease: number): void =>
    happened({ type: 'lease.changed', source: `/treadmills/${treadmill}`, data: { holder: 'tablet', fencing: lease } } as unknown as Happened);
  await askForLease('kept');
  handed('other', 6);
  handed('kept', 7);
  assert.deepEqual([...leases.value], [['kept', 7]]);
  handed('kept', 8);
  assert.deepEqual([...leases.value], []);
});
