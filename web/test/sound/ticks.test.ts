import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ahead, count, UNCOUNTED, type Ticks, type Timed } from '../../src/sound/ticks.ts';

function frame(stage: string, segment: number, left: number | null, latched: string | null = null): Timed {
  return { latched, walk: { stage, segment, change_in_ms: left } };
}

function run(frames: readonly Timed[], start: Ticks = UNCOUNTED): number[] {
  let ticks = start;
  const heard: number[] = [];
  for (const [index, each] of frames.entries()) {
    const next = count(ticks, each, index * 250);
    ticks = next.ticks;
    if (next.tick !== null) heard.push(next.tick);
  }
  return heard;
}

function down(stage: string, from: number): Timed[] {
  return Array.from({ length: Math.floor(from / 250) + 1 }, (_, at) => frame(stage, 1, from - at * 250));
}

test('three, two, one, and the change itself', () => {
  assert.deepEqual(run([...down('walking', 5_000), frame('walking', 1, 0), frame('walking', 2, 60_000)]), [3, 2, 1, 0]);
});

test('hold and stop end the counting without a change', () => {
  assert.deepEqual(run([...down('walking', 3_000).slice(0, 6), frame('holding', 1, null)]), [3, 2]);
  assert.deepEqual(run([...down('walking', 3_000).slice(0, 6), frame('walking', 1, 1_500, 'pain')]), [3, 2]);
  assert.deepEqual(run([...down('walking', 3_000).slice(0, 6), { latched: null }]), [3, 2]);
});

test('the start is counted by the cue, because the belt tells no time yet', () => {
  const frames = [...Array.from({ length: 20 }, () => frame('countdown', 0, null)), frame('starting', 0, null)];
  assert.deepEqual(run(frames, { ...UNCOUNTED, startsAt: 5_000 }), [3, 2, 1, 0]);
  assert.deepEqual(run(frames), [], 'a page that did not hear the cue counts nothing it does not know');
});

test('a start that is taken back is not counted to its end', () => {
  const frames = [...Array.from({ length: 16 }, () => frame('countdown', 0, null)), frame('awaiting_ready', 0, null)];
  assert.deepEqual(run(frames, { ...UNCOUNTED, startsAt: 5_000 }), [3, 2]);
});

test('nothing is ahead of a belt that is latched, and of none', () => {
  assert.equal(ahead(UNCOUNTED, frame('walking', 1, 9_000), 0), 9_000);
  assert.equal(ahead(UNCOUNTED, frame('walking', 1, 9_000, 'user_stop'), 0), null);
  assert.equal(ahead(UNCOUNTED, { latched: null, walk: null }, 0), null);
  assert.equal(ahead({ ...UNCOUNTED, startsAt: 5_000 }, frame('countdown', 0, null), 6_000), 0);
});
