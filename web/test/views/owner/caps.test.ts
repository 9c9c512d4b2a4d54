import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  asked, expiry, heldBefore, inForce, kindOf, lifted, limits, missing, type Draft, type Layer, type Limits, type Rule,
} from '../../../src/views/owner/caps.ts';

const layer = (source: string, speed: number | null, more: Partial<Layer> = {}): Layer => ({
  source, set_by: '', facing: null, speed_kmh: speed, inclination_percent: null, belt_time_s: null, ...more,
});
const all = (by: string, ...layers: Layer[]): Limits => ({
  treadmill: 'a', facing: 'backward', derated: false, speed_kmh: 2, speed_by: by, inclination_percent: 5,
  inclination_by: 'site', belt_time_s: 1800, belt_time_by: 'code ceiling', layers,
});
const rule = (id: string, more: Partial<Rule> = {}): Rule => ({
  id, source: 'site', what: 'speed', person: null, treadmill: null, facing: null, speed_kmh: 2, inclination_percent: null,
  belt_time_s: null, was_speed_kmh: 3, was_inclination_percent: null, was_belt_time_s: null, by: 'o', role: 'site admin',
  reason: '', at: '2026-11-01T00:00:00Z', expires: null, ...more,
});
const draft = (more: Partial<Draft> = {}): Draft => ({
  whose: 'site', kind: 'speed', steps: 241, person: '', treadmill: '', reason: ' new belt ', end: '30', ...more,
});

test('the layer that limits is the one the gateway names, and of two of its kind the lower', () => {
  const [low, high, other] = [layer('site', 2), layer('site', 3), layer('code ceiling', 2)];
  const found = all('site', other, high, low);
  assert.deepEqual([other, high, low].map((each) => limits(found, each, 'speed')), [false, false, true]);
});

test('a layer that says nothing about a kind does not limit it', () => {
  assert.equal(limits(all('site', layer('site', 2)), layer('site', 2), 'inclination'), false);
});

test('a cap of the site names neither person nor facing', () => {
  assert.deepEqual(asked(draft(), 99), { source: 'site', speed_kmh: 2.41, expires: 99, reason: 'new belt' });
});

test('a cap of a facing names it, one of a person their id, one of a treadmill that', () => {
  assert.deepEqual(asked(draft({ whose: 'backward', kind: 'inclination', steps: 25 }), null), {
    source: 'facing', facing: 'backward', inclination_percent: 2.5, reason: 'new belt',
  });
  assert.deepEqual(asked(draft({ whose: 'person', person: 'p', treadmill: 't', kind: 'belt_time', steps: 12 }), null), {
    source: 'person', person: 'p', treadmill: 't', belt_time_s: 720, reason: 'new belt',
  });
});

test('a person who was chosen before does not come along into a cap of the site', () => {
  assert.equal('person' in asked(draft({ person: 'p' }), null), false);
});

test('the end is told in whole seconds', () => {
  assert.equal(expiry('7', 1_500), 1 + 7 * 86_400);
  assert.equal(expiry('stays', 1_500), null);
});

test('what is missing is said', () => {
  assert.equal(missing(draft()), null);
  assert.equal(missing(draft({ steps: null })), 'value');
  assert.equal(missing(draft({ whose: 'person' })), 'person');
  assert.equal(missing(draft({ whose: 'person', person: 'p', steps: 0 })), null);
});

test('the newest rule of a place counts, unless it has run out', () => {
  const now = Date.parse('2026-11-10T00:00:00Z');
  const rules = [
    rule('new', { expires: '2026-11-11T00:00:00Z' }),
    rule('old'),
    rule('other', { facing: 'backward', source: 'facing' }),
    rule('steep', { speed_kmh: null, inclination_percent: 3 }),
    rule('over', { person: 'p', source: 'person', expires: '2026-11-09T00:00:00Z' }),
  ];
  assert.deepEqual([...inForce(rules, now)].sort(), ['new', 'other', 'steep']);
});

test('lifting a rule asks for what was before it, in the same place', () => {
  const one = rule('a', { source: 'facing', facing: 'forward', was_speed_kmh: 4.82 });
  assert.deepEqual(lifted(one, [one]), {
    whose: 'forward', kind: 'speed', steps: 482, person: '', treadmill: '', reason: '', end: '30',
  });
  const time = rule('b', { speed_kmh: null, was_speed_kmh: null, belt_time_s: 600, was_belt_time_s: 1_200, person: 'p', source: 'person' });
  assert.equal(kindOf(time), 'belt_time');
  const back = lifted(time, [time, one]);
  assert.deepEqual([back.steps, back.whose, back.person], [20, 'person', 'p']);
});

test('where nothing was before, a figure has to be typed', () => {
  const first = rule('a', { was_speed_kmh: null });
  assert.equal(lifted(first, [first]).steps, null);
});

// The site's 3.0 was raised to 3.5 until the tenth; whatever is set on top of that tells that 3.0 lies beneath.
const raised = rule('raised', { speed_kmh: 3.5, was_speed_kmh: 3, at: '2026-11-02T00:00:00Z', expires: '2026-11-10T00:00:00Z' });
const lowered = (at: string): Rule => rule('lowered', { speed_kmh: 1.3, was_speed_kmh: 3, at });

test('lifting asks for what held when the rule was set, and not for what lay beneath that', () => {
  const rules = [lowered('2026-11-05T00:00:00Z'), rule('other', { treadmill: 't', speed_kmh: 2.2 }), raised, rule('first')];
  assert.equal(heldBefore(rules[0]!, rules), 3.5);
  assert.equal(lifted(rules[0]!, rules).steps, 350);
});

test('what had run out before the rule was set is not put back', () => {
  const rules = [lowered('2026-11-12T00:00:00Z'), raised, rule('first')];
  assert.equal(lifted(rules[0]!, rules).steps, 300);
});
