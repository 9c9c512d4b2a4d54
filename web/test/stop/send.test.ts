import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { Sending } from '../../src/stop/send.ts';
import type { StopView } from '../../src/live/store.ts';

const original = globalThis.fetch;
let urls: string[] = [];
let bytes: (string | null)[] = [];
let accepted: StopView[] = [];
let refusals = 0;
let answer: () => Response | Error = () => new Error('cut');

beforeEach(() => {
  [urls, bytes, accepted, refusals] = [[], [], [], 0];
  mock.timers.enable({ apis: ['setTimeout'] });
  globalThis.fetch = (url) => {
    urls.push(String(url));
    const said = answer();
    return said instanceof Response ? Promise.resolve(said) : Promise.reject(said);
  };
});

afterEach(() => {
  mock.timers.reset();
  globalThis.fetch = original;
});

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

const ok = (): Response => new Response('{"id":"s"}', { status: 202 });

function sending(treadmill: string | null): Sending {
  const byte = (each: string | null): boolean => bytes.push(each) > 0;
  return new Sending(treadmill, byte, { accepted: (stop) => accepted.push(stop), refused: () => (refusals += 1) });
}

test('it goes out at once by both ways', () => {
  answer = ok;
  sending(null).go();
  assert.deepEqual(urls, ['v1/stop']);
  assert.deepEqual(bytes, [null]);
});

test('a way that breaks keeps it from neither the other one nor its next time', () => {
  const byte = (): boolean => {
    throw new Error('broken');
  };
  const press = new Sending(null, byte, { accepted: () => undefined, refused: () => undefined });
  assert.throws(() => press.go(), /broken/);
  assert.deepEqual(urls, ['v1/stop']);
  assert.throws(() => mock.timers.tick(200), /broken/);
  assert.deepEqual(urls, ['v1/stop', 'v1/stop']);
});

test('one treadmill has an address of its own', () => {
  sending('aa:bb').go();
  assert.deepEqual(urls, ['v1/treadmills/aa%3Abb/stop']);
});

test('it is repeated until acknowledged, and then never again', async () => {
  answer = () => new Error('cut');
  sending(null).go();
  for (const wait of [200, 300, 500, 1_000, 1_000]) {
    await settle();
    mock.timers.tick(wait);
  }
  assert.equal(urls.length, 6);
  answer = ok;
  mock.timers.tick(1_000);
  await settle();
  assert.equal(accepted.length, 1);
  mock.timers.tick(60_000);
  assert.equal(urls.length, 7);
});

test('the channel may acknowledge it, too', () => {
  const one = sending(null);
  one.go();
  one.end();
  mock.timers.tick(60_000);
  assert.equal(urls.length, 1);
});

test('a refusal is told, and does not end it', async () => {
  answer = () => new Response('{}', { status: 403 });
  sending(null).go();
  await settle();
  assert.equal(refusals, 1);
  mock.timers.tick(200);
  assert.equal(urls.length, 2);
});

test('a treadmill that is not known any more stops them all', async () => {
  const answers = [new Response('{}', { status: 404 }), ok()];
  answer = () => answers.shift() ?? new Error('cut');
  sending('gone').go();
  await settle();
  assert.deepEqual(urls, ['v1/treadmills/gone/stop', 'v1/stop']);
  assert.equal(accepted.length, 1);
});

test('an answer nobody can read is none', async () => {
  answer = () => new Response('<html>', { status: 200 });
  sending(null).go();
  await settle();
  assert.equal(accepted.length, 0);
  mock.timers.tick(200);
  assert.equal(urls.length, 2);
});
