import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CUES, isChange, weight, type CueName } from '../../src/sound/cues.ts';
import { plain, until, type Heard } from '../../src/sound/heard.ts';
import { announce, cancelled, said, SILENT, type Effect, type Queue } from '../../src/sound/queue.ts';

const NAMES = Object.keys(CUES) as CueName[];

function kinds(effects: readonly Effect[]): string[] {
  return effects.map((each) => each.do);
}

/** A small generator with a seed, so that a failure can be repeated. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

test('every announcement sounds and pulses at once, whatever is being said', () => {
  let queue: Queue = SILENT;
  for (const [index, cue] of NAMES.entries()) {
    const turn = announce(queue, plain(cue, index));
    assert.deepEqual(kinds(turn.effects).slice(0, 2), ['tune', 'pulse'], cue);
    queue = turn.queue;
  }
});

test('what matters more cuts short what matters less, and that is said again afterwards', () => {
  const first = announce(SILENT, plain('minute_left', 0));
  const second = announce(first.queue, plain('speed_up', 100, 4_000));
  assert.deepEqual(kinds(second.effects), ['tune', 'pulse', 'hush', 'say']);
  assert.equal(second.queue.saying?.cue, 'speed_up');
  const third = said(second.queue, 2_000);
  assert.equal(third.queue.saying?.cue, 'minute_left');
});

test('what matters as much waits its turn', () => {
  const first = announce(SILENT, plain('speed_up', 0, 4_000));
  const second = announce(first.queue, plain('incline', 10, 4_000));
  assert.deepEqual(kinds(second.effects), ['tune', 'pulse']);
  assert.equal(said(second.queue, 1_000).queue.saying?.cue, 'incline');
});

test('a change is not said once it has happened', () => {
  const alarm = announce(SILENT, plain('pull_the_key', 0));
  const change = announce(alarm.queue, plain('speed_up', 100, 4_000));
  assert.equal(said(change.queue, 4_099).queue.saying?.cue, 'speed_up');
  assert.equal(said(change.queue, 4_100).queue.saying, null);
});

test('the page and the gateway do not say the same twice, with figures or without', () => {
  const told: Heard = { ...plain('speed_up', 0, 4_000), speed: 240 };
  const first = announce(SILENT, told);
  assert.deepEqual(announce(first.queue, plain('speed_up', 500, 3_500)).effects, []);
  const other = announce(first.queue, { ...told, at: 500, speed: 260 });
  assert.notDeepEqual(other.effects, []);
  assert.notDeepEqual(announce(first.queue, plain('speed_up', 2_000, 4_000)).effects, []);
});

test('hold and stop take back every change that was announced, and nothing else', () => {
  let queue = announce(SILENT, plain('speed_up', 0, 4_000)).queue;
  queue = announce(queue, plain('minute_left', 10)).queue;
  queue = announce(queue, plain('incline', 20, 4_000)).queue;
  const turn = cancelled(queue, 30);
  assert.deepEqual(kinds(turn.effects), ['hush', 'say']);
  assert.equal(turn.queue.saying?.cue, 'minute_left');
  assert.deepEqual(turn.queue.waiting, []);
  const calm = cancelled(turn.queue, 40);
  assert.deepEqual(calm.effects, []);
  assert.equal(calm.queue.saying?.cue, 'minute_left');
});

test('ten thousand random announcements: nothing is dropped for something less important', () => {
  const roll = random(20);
  let queue: Queue = SILENT;
  let now = 0;
  for (let step = 0; step < 10_000; step++) {
    now += Math.floor(roll() * 900);
    const before = [queue.saying, ...queue.waiting].filter((each): each is Heard => each !== null);
    const speaks = roll() < 0.4;
    const cue = NAMES[Math.floor(roll() * NAMES.length)] as CueName;
    const ended = speaks ? queue.saying : null;
    const turn = speaks ? said(queue, now) : announce(queue, plain(cue, now, isChange(cue) ? 4_000 : null));
    queue = turn.queue;
    const after = [queue.saying, ...queue.waiting];
    for (const each of before) {
      const kept = after.includes(each) || each === ended || until(each) <= now || each.cue === cue;
      assert.ok(kept, `${each.cue} was dropped at ${now}`);
    }
    const most = Math.max(-1, ...queue.waiting.filter((each) => now < until(each)).map((each) => weight(each.cue)));
    assert.ok(queue.saying === null || weight(queue.saying.cue) >= most || queue.saying.at < now);
    assert.ok(queue.waiting.length <= NAMES.length, 'the queue has an end');
    assert.ok(queue.lately.length <= NAMES.length * 2);
    assert.ok(queue.saying !== null || queue.waiting.length === 0, 'nobody waits while nothing is said');
  }
});
