import assert from 'node:assert/strict';
import { test } from 'node:test';
import { happened, look, type Happened, type Treadmill } from '../../src/live/store.ts';
import { Announcer } from '../../src/sound/announcer.ts';
import { attend } from '../../src/sound/attend.ts';

function listening(): { announcer: Announcer; heard: string[] } {
  const heard: string[] = [];
  const announcer = new Announcer({
    tune: (name) => heard.push(name),
    pulse: () => undefined,
    say: () => undefined,
    hush: () => heard.push('hush'),
    now: () => 0,
  });
  return { announcer, heard };
}

function cue(treadmill: string, name: string): Happened {
  const data = { cue: name, in_ms: 4_000, speed_kmh: 2.4, inclination_percent: null, text: '' };
  const source = `/v1/treadmills/${treadmill}`;
  return { specversion: '1.0', id: 'r.1', source, type: 'session.cue', time: '', seq: 1, data } as Happened;
}

function machine(id: string, alarms: string[]): Treadmill {
  const rest = { label: id, link: 'linked', belt: 'running', latched: null, speed_kmh: 1, speed_age_ms: 0 };
  return { id, alarms, ...rest } as unknown as Treadmill;
}

test('only the treadmill that is attended is announced, and only as long', () => {
  const { announcer, heard } = listening();
  const end = attend(announcer, 'left');
  happened(cue('left', 'speed_up'));
  happened(cue('right', 'incline'));
  look([machine('left', []), machine('right', ['link_lost'])], 0);
  assert.deepEqual(heard, ['faster']);
  look([machine('left', ['link_lost']), machine('right', [])], 250);
  assert.deepEqual(heard, ['faster', 'stop', 'hush']);
  end();
  happened(cue('left', 'speed_down'));
  look([machine('left', ['link_lost', 'stale'])], 500);
  assert.deepEqual(heard, ['faster', 'stop', 'hush', 'hush']);
});
