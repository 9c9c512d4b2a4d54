import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { Press, SILENT_AFTER, UNANSWERED_AFTER, type Phase, type Why } from '../../src/alone/sending.ts';

const original = globalThis.fetch;
let asked: string[] = [];
let shown: Phase[] = [];
let because: Why[] = [];
let answer: (asked: string) => Response | Error = () => new Error('cut');

beforeEach(() => {
  [asked, shown, because] = [[], [], []];
  mock.timers.enable({ apis: ['setTimeout'] });
  globalThis.fetch = (url, how = {}) => {
    const one = `${how.method} ${url}`;
    asked.push(one);
    const said = answer(one);
    return said instanceof Response ? Promise.resolve(said) : Promise.reject(said);
  };
});

afterEach(() => {
  mock.timers.reset();
  globalThis.fetch = original;
});

async function pass(ms: number): Promise<void> {
  for (let at = 0; at < ms; at += 50) {
    mock.timers.tick(50);
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  }
}

const told = (state: string): Response => new Response(JSON.stringify({ id: 's', state }), { status: 202 });
const posts = (): number => asked.filter((each) => each === 'POST v1/stop').length;

function pressed(): Press {
  const press = new Press((phase, why) => {
    shown.push(phase);
    if (phase === 'cannot') because.push(why);
  });
  press.go();
  return press;
}

test('without an answer it is said at once that it is sent, soon that the key is the way, and it is sent on', async () => {
  answer = () => new Error('cut');
  pressed();
  assert.deepEqual([shown, posts()], [['sending'], 1]);
  await pass(UNANSWERED_AFTER);
  assert.deepEqual(shown, ['sending', 'cannot']);
  await pass(5_000);
  assert.deepEqual(because, ['unanswered']);
  assert.ok(posts() >= 7, String(posts()));
  answer = () => told('written');
  await pass(1_000);
  assert.deepEqual(shown, ['sending', 'cannot', 'sent']);
});

test('it is sent no more once Retrowalk has it, and followed until the belts stand', async () => {
  let state = 'requested';
  answer = () => told(state);
  pressed();
  for (state of ['requested', 'written', 'acknowledged', 'confirmed']) await pass(300);
  assert.deepEqual(shown, ['sending', 'sent', 'answered', 'stopped']);
  assert.equal(posts(), 1);
  const before = asked.length;
  await pass(5_000);
  assert.equal(asked.length, before);
});

test('a refusal means the key, and is asked again', async () => {
  answer = () => new Response('{}', { status: 403 });
  pressed();
  await pass(400);
  assert.deepEqual(shown, ['sending', 'cannot']);
  assert.deepEqual(because, ['refused']);
  assert.ok(posts() > 1);
});

test('no standstill means the key, until one is measured', async () => {
  answer = () => told('unconfirmed');
  pressed();
  await pass(50);
  assert.deepEqual([shown, because], [['sending', 'cannot'], ['unconfirmed']]);
  answer = () => told('confirmed');
  await pass(400);
  assert.deepEqual(shown, ['sending', 'cannot', 'stopped']);
});

test('a gateway that falls silent leaves nobody in the belief that it stops', async () => {
  answer = () => told('acknowledged');
  pressed();
  await pass(100);
  answer = () => new Error('cut');
  await pass(SILENT_AFTER + 300);
  assert.deepEqual([shown, because], [['sending', 'answered', 'cannot'], ['silent']]);
});

test('a press that another took the place of says nothing any more', async () => {
  answer = () => new Error('cut');
  pressed().end();
  await pass(2_000);
  assert.deepEqual([shown, posts()], [['sending'], 1]);
});
