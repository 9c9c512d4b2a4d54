import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Announcer, type CueData } from '../../src/sound/announcer.ts';
import type { Seen } from '../../src/sound/watch.ts';

interface Log {
  now: number;
  out: string[];
  over: (() => void)[];
}

/** An announcer whose outlets write down what comes out. */
function listening(): { announcer: Announcer; log: Log } {
  const log: Log = { now: 0, out: [], over: [] };
  const announcer = new Announcer({
    tune: (name) => log.out.push(`♪ ${name}`),
    pulse: () => undefined,
    say: (text, _, over) => {
      log.out.push(text);
      log.over.push(over);
    },
    hush: () => log.out.push('hush'),
    now: () => log.now,
  });
  return { announcer, log };
}

const CUE: CueData = { cue: 'speed_up', in_ms: 4_000, speed_kmh: 2.4, inclination_percent: null, text: '' };

function seen(stage: string, left: number | null, rest: Partial<Seen> = {}, segment = 0): Seen {
  const walk = { session: 's', stage, segment, missing: [], change: 'speed_up', change_in_ms: left };
  const times = { left_ms: 300_000, belt_time_ms: 1_000 };
  return { belt: 'running', latched: null, alarms: [], walk: { ...walk, ...times }, ...rest };
}

test('a change: tune and sentence when the gateway tells of it, the count, and the change itself', () => {
  const { announcer, log } = listening();
  announcer.frame(seen('walking', 4_100));
  announcer.cue(CUE);
  for (log.now = 100; log.now <= 4_000; log.now += 250) announcer.frame(seen('walking', 4_000 - log.now));
  announcer.frame(seen('walking', 60_000, {}, 1));
  const sentence = 'In 4 seconds: faster, to 2.4 kilometres per hour';
  assert.deepEqual(log.out, ['♪ faster', sentence, '♪ tick', '♪ tick', '♪ tick', '♪ change']);
  assert.equal(announcer.shown.value, 'Faster, to 2.4 kilometres per hour');
});

test('what is shown counts no change that has come, and none that was taken back', () => {
  const { announcer, log } = listening();
  announcer.frame(seen('walking', 4_100));
  announcer.cue(CUE);
  log.now = 3_999;
  announcer.frame(seen('walking', 1));
  assert.match(announcer.shown.value, /^In 4 seconds/u);
  log.now = 4_000;
  announcer.frame(seen('walking', null));
  assert.equal(announcer.shown.value, 'Faster, to 2.4 kilometres per hour');
  log.now = 9_000;
  announcer.cue({ ...CUE, speed_kmh: 2.6 });
  announcer.frame(seen('walking', 3_000, { latched: 'pain', belt: 'latched' }));
  assert.equal(announcer.shown.value, '');
});

test('a rest begins now, however long it lasts', () => {
  const { announcer, log } = listening();
  announcer.cue({ ...CUE, cue: 'rest_now', in_ms: 60_000, speed_kmh: null });
  assert.deepEqual(log.out, ['♪ stopped', 'Rest now']);
  log.now = 61_000;
  announcer.frame(seen('standing', null));
  assert.equal(announcer.shown.value, 'Rest now');
});

test('hold takes the change back: silence, no count, no change', () => {
  const { announcer, log } = listening();
  announcer.frame(seen('walking', 4_100));
  announcer.cue(CUE);
  announcer.frame(seen('holding', null));
  log.now = 4_000;
  announcer.frame(seen('holding', null));
  assert.deepEqual(log.out.slice(2), ['hush', '♪ hold', 'The speed is held']);
});

test('the end of a sentence that was cut short does not end the one that cut it short', () => {
  const { announcer, log } = listening();
  announcer.cue({ ...CUE, cue: 'steady_on', in_ms: 0 });
  announcer.cue(CUE);
  announcer.cue({ ...CUE, cue: 'incline', speed_kmh: null });
  const spoken = (): number => log.out.filter((each) => !each.startsWith('♪') && each !== 'hush').length;
  assert.equal(spoken(), 2);
  log.over[0]?.();
  assert.equal(spoken(), 2);
  log.over[1]?.();
  assert.equal(spoken(), 3);
});

test('the start is counted down from the cue', () => {
  const { announcer, log } = listening();
  announcer.cue({ ...CUE, cue: 'countdown', in_ms: 5_000, speed_kmh: null });
  for (log.now = 0; log.now < 5_000; log.now += 250) announcer.frame(seen('countdown', null));
  assert.equal(announcer.starting.value, 250);
  announcer.frame(seen('starting', null));
  assert.equal(announcer.starting.value, null);
  assert.deepEqual(log.out.slice(2), ['♪ tick', '♪ tick', '♪ tick', '♪ change']);
});

test('a first walk is reminded, and a cue nobody knows is let pass', () => {
  const { announcer, log } = listening();
  announcer.level = 'first';
  announcer.cue({ ...CUE, cue: 'sing' });
  const at = (ms: number): Seen => {
    const frame = seen('walking', 30_000);
    return frame.walk ? { ...frame, walk: { ...frame.walk, belt_time_ms: ms } } : frame;
  };
  announcer.frame(at(59_900));
  announcer.frame(at(60_150));
  assert.deepEqual(log.out, ['♪ reminder', 'Are you well? If you are dizzy, press Dizzy: the belt stops']);
});

test('who has yet to learn STOP is asked for that, and not to go on', () => {
  const { announcer, log } = listening();
  announcer.drill = true;
  announcer.frame(seen('settling', 0));
  assert.deepEqual(log.out, ['♪ answer', 'Press STOP now, to learn it']);
  announcer.drill = false;
  log.now = 21_000;
  announcer.frame(seen('settling', 0));
  assert.deepEqual(log.out.slice(2), ['♪ answer']);
});
