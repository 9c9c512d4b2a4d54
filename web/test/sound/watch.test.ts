import assert from 'node:assert/strict';
import { test } from 'node:test';
import { look, takenBack, toldOf, UNSEEN, type Seen, type WalkSeen, type Watch } from '../../src/sound/watch.ts';

const WALK: WalkSeen = {
  session: 's1',
  stage: 'walking',
  segment: 2,
  missing: [],
  change: 'speed_up',
  change_in_ms: 30_000,
  left_ms: 300_000,
  belt_time_ms: 60_000,
};

function seen(walk: Partial<WalkSeen> | null = {}, rest: Partial<Seen> = {}): Seen {
  return {
    belt: 'running',
    latched: null,
    alarms: [],
    walk: walk === null ? null : { ...WALK, ...walk },
    ...rest,
  };
}

function cues(watch: Watch, next: Seen, now = 1_000): string[] {
  return look(watch, next, now).heard.map((each) => each.cue);
}

function after(first: Seen): Watch {
  return look(UNSEEN, first, 0).watch;
}

test('a change the gateway told of is not told again', () => {
  const told = toldOf(after(seen({ change_in_ms: 4_000 })), 'speed_up');
  assert.deepEqual(cues(told, seen({ change_in_ms: 3_400 })), []);
});

test('a change whose event was lost is told by its frame, at least three seconds ahead, once', () => {
  const before = after(seen({ change_in_ms: 3_600 }));
  const looked = look(before, seen({ change_in_ms: 3_350 }), 250);
  assert.deepEqual(looked.heard.map((each) => [each.cue, each.lead]), [['speed_up', 3_350]]);
  assert.deepEqual(cues(looked.watch, seen({ change_in_ms: 3_100 })), []);
  assert.deepEqual(cues(looked.watch, seen({ segment: 3, change: 'incline', change_in_ms: 3_000 })), ['incline']);
});

test('frames four times a second leave three seconds of notice wherever they fall', () => {
  for (let offset = 0; offset < 250; offset++) {
    let watch = UNSEEN;
    let lead = 0;
    for (let left = 6_000 - offset; left >= 0; left -= 250) {
      const looked = look(watch, seen({ change_in_ms: left }), 6_000 - left);
      watch = looked.watch;
      lead = looked.heard[0]?.lead ?? lead;
    }
    assert.ok(lead >= 3_000, `${lead} ms`);
  }
});

test('a page that is loaded within the notice tells what it still can', () => {
  assert.deepEqual(cues(UNSEEN, seen({ change_in_ms: 1_200 })), ['speed_up']);
  assert.deepEqual(cues(UNSEEN, seen({ change_in_ms: 0 })), []);
  assert.deepEqual(cues(UNSEEN, seen({ change: 'unheard_of', change_in_ms: 1_200 })), []);
});

test('READY is asked for when nothing is missing, and again after twenty seconds', () => {
  const waiting = seen({ stage: 'awaiting_ready', change: null, change_in_ms: null });
  const first = look(UNSEEN, waiting, 0);
  assert.deepEqual(first.heard.map((each) => each.cue), ['ready_wanted']);
  assert.deepEqual(cues(first.watch, waiting, 19_999), []);
  assert.deepEqual(cues(first.watch, waiting, 20_000), ['ready_wanted']);
  assert.deepEqual(cues(UNSEEN, seen({ stage: 'awaiting_ready', change: null, missing: ['clip'] })), []);
  const gone = look(first.watch, seen({ stage: 'countdown', change: null, change_in_ms: null }), 1_000);
  assert.deepEqual(cues(gone.watch, waiting, 2_000), ['ready_wanted'], 'asked anew when it is wanted anew');
});

test('"steady" is asked for when only that is waited for', () => {
  assert.deepEqual(cues(UNSEEN, seen({ stage: 'settling', change_in_ms: 9_000 })), []);
  assert.deepEqual(cues(UNSEEN, seen({ stage: 'settling', change_in_ms: 0 })), ['steady_wanted']);
});

test('a stop, its end, a hold and the last minute are told as they come', () => {
  const walking = after(seen());
  assert.deepEqual(cues(walking, seen({}, { latched: 'pain', belt: 'stopping' })), ['stopping']);
  const stopping = after(seen({}, { latched: 'pain', belt: 'stopping' }));
  assert.deepEqual(cues(stopping, seen({}, { latched: 'pain', belt: 'latched' })), ['stopped']);
  assert.deepEqual(cues(walking, seen({ stage: 'holding', change_in_ms: null })), ['held']);
  const late = after(seen({ left_ms: 60_100 }));
  assert.deepEqual(cues(late, seen({ left_ms: 59_900 })), ['minute_left']);
  assert.deepEqual(cues(after(seen({ left_ms: 59_900 })), seen({ left_ms: 59_700 })), []);
});

test('an alarm is told once, when it comes, and also to who comes later', () => {
  const alarmed = seen({}, { alarms: ['link_lost', 'unheard_of'] });
  assert.deepEqual(cues(UNSEEN, alarmed), ['link_lost']);
  assert.deepEqual(cues(after(alarmed), alarmed), []);
});

test('hold and stop take back what was announced', () => {
  assert.ok(takenBack(seen(), seen({ stage: 'holding' })));
  assert.ok(takenBack(seen(), seen({}, { latched: 'user_stop' })));
  assert.ok(!takenBack(seen(), seen()));
  assert.ok(!takenBack(seen({ stage: 'holding' }), seen({ stage: 'holding' })));
});

test('without a walk there is nothing to say', () => {
  assert.deepEqual(cues(UNSEEN, seen(null)), []);
  assert.deepEqual(cues(after(seen()), seen(null)), []);
});
