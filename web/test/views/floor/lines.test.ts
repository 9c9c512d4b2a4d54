import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { effect } from '@preact/signals';
import { look, type Treadmill } from '../../../src/live/store.ts';
import { language } from '../../../src/words/words.ts';
import { clients, people, protocols } from '../../../src/views/floor/names.ts';
import { holderText, linesOf } from '../../../src/views/floor/lines.ts';

const walk = {
  person: 'p', protocol: 'P01', segment: 1, segments: 5, facing: 'backward', stage: 'walking', left_ms: 61_000, tap_due_ms: null,
  planned: { speed_kmh: 2.4, inclination_percent: 0 }, allowed: { speed_kmh: 2.4, inclination_percent: 0 },
};
const cap = { speed_kmh: 2.4, speed_source: 'person', speed_set_by: 'q', inclination_percent: 0, inclination_source: null, inclination_set_by: '' };

function show(more: object = {}): void {
  const machine = {
    id: 'a', label: 'Left', link: 'linked', belt: 'running', latched: null, alarms: [], speed_kmh: 2.38, speed_age_ms: 100,
    inclination_percent: 1.5, lease: { holder: 'c', fencing: 1, left_ms: 9_000 }, walk, cap, ...more,
  };
  look([machine as unknown as Treadmill], 0);
}

beforeEach(() => {
  language.value = 'en';
  people.value = new Map([['p', 'Ada'], ['q', 'Dr. Quinn']]);
  protocols.value = new Map([['P01', 'First steps']]);
  show();
});

const lines = linesOf('a');
const said = (): Record<string, string> => Object.fromEntries(Object.entries(lines).map(([name, line]) => [name, line.value]));

test('of a belt that is measured it says that nobody is on it', () => {
  show({ walk: { ...walk, person: null, protocol: 'trial-stop', facing: 'forward' } });
  assert.equal(said()['who'], 'Being measured, nobody on it');
  assert.equal(said()['what'], '');
});

test('a card says who walks what, how fast, how long still, and whose cap holds', () => {
  const all = said();
  assert.equal(all['who'], 'Ada');
  assert.equal(all['what'], 'Part 2 of 5 · facing backward · First steps');
  assert.equal(all['speed'], '2.4');
  assert.equal(all['left'], '1:01');
  assert.equal(all['tilt'], '1.5\u00a0%');
  assert.equal(all['planned'], 'Planned 2.4\u00a0km/h');
  assert.equal(all['cap'], 'Cap 2.4\u00a0km/h: this person (Dr. Quinn)');
  assert.equal(all['headline'], 'Walking');
});

test('what a cap or a person takes from the plan is said', () => {
  show({ walk: { ...walk, allowed: { speed_kmh: 1.9, inclination_percent: 0 } } });
  assert.equal(lines.planned.value, 'Planned 2.4\u00a0km/h, allowed 1.9\u00a0km/h');
});

test('a name that may not be read is no name: somebody walks', () => {
  people.value = new Map([['p', '']]);
  assert.equal(lines.who.value, 'A walker');
  assert.equal(lines.cap.value, 'Cap 2.4\u00a0km/h: this person');
});

test('a free treadmill says nothing about a walk', () => {
  show({ walk: null, cap: null, belt: 'idle', lease: { holder: '', fencing: 1, left_ms: null } });
  const all = said();
  assert.deepEqual([all['who'], all['what'], all['planned'], all['cap'], all['holder']], ['', '', '', '', '']);
  assert.deepEqual([all['headline'], all['left']], ['Free', '–']);
});

test('a frame that changes no letter of a line touches nothing', () => {
  let drawn = 0;
  const over = effect(() => {
    void lines.speed.value;
    drawn += 1;
  });
  show({ speed_kmh: 2.41, speed_age_ms: 20 });
  assert.equal(drawn, 1);
  show({ speed_kmh: 2.46 });
  assert.equal(drawn, 2);
  over();
});

test('further alarms are counted beside the worst', () => {
  show({ alarms: ['unguarded', 'link_lost'] });
  assert.equal(lines.headline.value, 'Link lost: the belt may go on, and 1 more');
  assert.equal(lines.tone.value, 'alarm');
});

test('a treadmill that is gone says nothing', () => {
  look([], 0);
  assert.deepEqual(new Set(Object.values(said())), new Set(['']));
});

test('whose the controls are, by name where it is known', () => {
  clients.value = new Map([['c', 'Desk']]);
  assert.deepEqual(['', 'me', 'c', 'x'].map((each) => holderText(each, 'me')), [
    'Controls: nobody', 'Controls: this device', 'Controls: Desk', 'Controls: another device',
  ]);
});
