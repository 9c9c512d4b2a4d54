import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import type { Result } from '../../src/api/client.ts';
import type { StopView } from '../../src/live/store.ts';
import { ANSWERED_WITHIN, toldAs } from '../../src/stop/told_as.ts';

let [stops, heard]: [number, StopView[]] = [0, []];
const does = { stop: () => (stops += 1), told: (stop: StopView) => heard.push(stop) };
const stop = { id: 's', reason: 'pain' } as StopView;
const done: Result<StopView> = { ok: true, value: stop, version: null };
const refused = { ok: false, problem: { code: 'not-found' } } as Result<StopView>;
const never = new Promise<Result<StopView>>(() => undefined);

beforeEach(() => {
  [stops, heard] = [0, []];
  mock.timers.enable({ apis: ['setTimeout'] });
});
afterEach(() => mock.timers.reset());

test('what is answered in time is the stop', async () => {
  await toldAs(Promise.resolve(done), true, does);
  mock.timers.tick(60_000);
  assert.deepEqual([stops, heard], [0, [stop]]);
});

test('what is not answered in time is a STOP as well, once', () => {
  void toldAs(never, true, does);
  mock.timers.tick(ANSWERED_WITHIN - 1);
  assert.equal(stops, 0);
  mock.timers.tick(60_000);
  assert.equal(stops, 1);
});

test('nobody waits for a gateway that is not heard', async () => {
  let answer: (result: Result<StopView>) => void = () => undefined;
  const telling = toldAs(new Promise((resolve) => (answer = resolve)), false, does);
  assert.equal(stops, 1);
  answer(done);
  await telling;
  mock.timers.tick(60_000);
  assert.deepEqual([stops, heard], [1, [stop]]);
});

test('what is refused, or breaks, is a STOP at once', async () => {
  await toldAs(Promise.resolve(refused), true, does);
  assert.equal(stops, 1);
  await toldAs(Promise.reject(new Error('cut')), true, does);
  assert.equal(stops, 2);
  mock.timers.tick(60_000);
  assert.deepEqual([stops, heard], [2, []]);
});
