import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { forgetClock, gatewayTime, link, setClock } from '../../src/live/store.ts';
import { address, ask, askWithWord, key } from '../../src/api/client.ts';

interface Asked {
  url: string;
  how: RequestInit;
}

const original = globalThis.fetch;
afterEach(() => void (globalThis.fetch = original));

/** A gateway that answers these, in this order; a function is a failure. */
function gateway(...answers: (Response | Error)[]): Asked[] {
  const asked: Asked[] = [];
  globalThis.fetch = (url, how = {}) => {
    asked.push({ url: String(url), how });
    const answer = answers.shift();
    return answer instanceof Response ? Promise.resolve(answer) : Promise.reject(answer ?? new Error('asked again'));
  };
  return asked;
}

const header = (asked: Asked | undefined, name: string): string | undefined =>
  (asked?.how.headers as Record<string, string>)[name];

test('an address is relative, filled and escaped', () => {
  assert.equal(address('latch', { treadmill: 'a/b' }), 'v1/treadmills/a%2Fb/latch');
  assert.equal(address('protocols', {}, { person: 'p 1', treadmill: null }), 'v1/protocols?person=p+1');
});

test('an answer comes with its version', async () => {
  gateway(new Response('[]', { headers: { ETag: '"1"' } }));
  assert.deepEqual(await ask('treadmills', {}), { ok: true, value: [], version: '"1"' });
});

test('an answer without a body is good, too', async () => {
  gateway(new Response(null, { status: 204 }));
  assert.equal((await ask('logout', {})).ok, true);
});

test('a refusal is a problem with its code', async () => {
  gateway(new Response('{"code":"latched","detail":"x"}', { status: 409 }));
  const answer = await ask('take_lease', { path: { treadmill: 'left' } });
  assert.equal(answer.ok ? '' : answer.problem.code, 'latched');
});

test('a command is sent once, whatever becomes of it, with a key of its own', async () => {
  const asked = gateway(new TypeError('the connection was cut'));
  const answer = await ask('take_lease', { path: { treadmill: 'left' } });
  assert.equal(answer.ok ? '' : answer.problem.code, 'unknown');
  assert.equal(asked.length, 1);
  assert.match(header(asked[0], 'Idempotency-Key') ?? '', /^[0-9a-f]{32}$/);
  assert.ok(asked[0]?.how.signal instanceof AbortSignal);
});

test('a read that fails says that nothing was done', async () => {
  const asked = gateway(new TypeError('the connection was cut'));
  const answer = await ask('treadmills', {});
  assert.equal(answer.ok ? '' : answer.problem.code, 'unreachable');
  assert.equal(header(asked[0], 'Idempotency-Key'), undefined);
});

test('an answer that is no JSON is no answer', async () => {
  gateway(new Response('<html>', { status: 502 }));
  assert.equal((await ask('treadmills', {})).ok, false);
});

test('a start carries lease and a fresh word, and without a word nothing is sent', async () => {
  const told = { status: 201, headers: { 'RW-Now': '1000' } };
  const asked = gateway(new Response('{"word":"w","good_for_ms":15000}', told), new Response('{}'));
  await askWithWord('reset', { path: { treadmill: 'left' }, lease: 7 });
  assert.deepEqual([header(asked[1], 'Word'), header(asked[1], 'Lease')], ['w', '7']);
  const refused = gateway(new Response('{"code":"role"}', { status: 403 }));
  assert.equal((await askWithWord('reset', { path: { treadmill: 'left' } })).ok, false);
  assert.equal(refused.length, 1);
  forgetClock();
});

test('no two keys are the same', () => {
  assert.notEqual(key(), key());
});

test('a command says until when it is meant, on the clock of the gateway', async () => {
  setClock(1_000_000, performance.now());
  setClock(5, performance.now()); // a frame that was held up says nothing
  const asked = gateway(new Response('{}'));
  await ask('take_lease', { path: { treadmill: 'left' } });
  const until = Number(header(asked[0], 'Good-Until'));
  assert.ok(until >= 1_003_000 && until < 1_004_000, String(until));
  forgetClock();
});

const READY = { path: { session: 's' }, body: { command: 'ready' }, lease: 1, word: 'w' } as const;

test('every answer tells the clock, so that commands have an end without a live channel, too', async () => {
  const asked = gateway(new Response('[]', { headers: { 'RW-Now': '500000' } }), new Response('{}'));
  await ask('treadmills', {});
  assert.ok((await ask('command', READY)).ok);
  const until = Number(header(asked[1], 'Good-Until'));
  assert.ok(until >= 503_000 && until < 504_000, String(until));
  forgetClock();
});

test('without a time nothing is sent that may move a belt, and whatever slows it is', async () => {
  const asked = gateway(new Response('{}'), new Response('{}'));
  const answer = await ask('command', READY);
  assert.equal(answer.ok ? '' : answer.problem.code, 'timeless');
  assert.equal(asked.length, 0);
  assert.ok((await ask('command', { path: { session: 's' }, body: { command: 'slower' } })).ok);
  assert.ok((await ask('symptom', { path: { session: 's' }, body: { symptom: 'pain' } })).ok);
});

test('a gateway on a computer that was started anew has another clock', async () => {
  const answers = ['9000000', '4000', 'soon', null].map(
    (now) => new Response('[]', { headers: now === null ? {} : { 'RW-Now': now } }),
  );
  gateway(...answers);
  for (const _ of answers) await ask('treadmills', {});
  const now = gatewayTime(performance.now());
  assert.ok(now !== null && now >= 4_000 && now < 5_000, String(now));
  forgetClock();
});

test('offline nothing is sent but reads', async () => {
  link.value = 'offline';
  const asked = gateway(new Response('[]'));
  const answer = await ask('take_lease', { path: { treadmill: 'left' } });
  assert.equal(answer.ok ? '' : answer.problem.code, 'unsent');
  assert.equal(asked.length, 0);
  assert.ok((await ask('treadmills', {})).ok);
  link.value = 'connecting';
});
