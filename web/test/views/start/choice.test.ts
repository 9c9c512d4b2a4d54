import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { ALONE, choice, choose, forget, over, SAID, stepOf, TICKED, UNLISTED, wish } from '../../../src/views/start/choice.ts';

beforeEach(forget);

const whole = { treadmill: 'left', person: 'p1', pain: 1, dizzy: false, supervisor: UNLISTED, protocol: 'P01', hash: 'ab' };

test('nothing is chosen in advance', () => {
  const { said, label, strap, insists, begun, ...rest } = choice.value;
  assert.deepEqual([...said, label, strap, insists, begun], ['', false, false, false]);
  assert.ok(Object.values(rest).every((value) => value === null));
  assert.equal(wish(choice.value), null);
});

test('a step is shown only when all before it are done', () => {
  assert.equal(stepOf('look', choice.value, true), 'treadmill');
  choose({ treadmill: 'left' });
  assert.equal(stepOf('look', choice.value, true), 'person');
  choose({ person: 'p1' });
  assert.equal(stepOf('protocol', choice.value, true), 'health');
  choose({ pain: 0, dizzy: false, supervisor: ALONE });
  assert.equal(stepOf('protocol', choice.value, false), 'health');
  assert.equal(stepOf('protocol', choice.value, true), 'protocol');
  choose({ protocol: 'P01' });
  assert.equal(stepOf('look', choice.value, true), 'look');
  assert.equal(stepOf('person', choice.value, true), 'person');
  assert.equal(stepOf('nonsense', choice.value, true), 'look');
});

test('another person brings nothing of the one before: no answer, no tick, no protocol', () => {
  choose({ ...whole, said: new Set(['tired']), insists: true, label: 'B7' });
  choose({ person: 'p2' });
  assert.deepEqual(choice.value, { ...choice.value, person: 'p2', treadmill: 'left', label: 'B7', pain: null, dizzy: null, supervisor: null, protocol: null, hash: null, insists: false });
  assert.equal(choice.value.said.size, 0);
});

test('the same person chosen again keeps what was said', () => {
  choose(whole);
  choose({ person: 'p1' });
  assert.equal(choice.value.pain, 1);
});

test('another treadmill takes the protocol back, since it may be clipped otherwise there', () => {
  choose({ ...whole, strap: true, label: 'B7' });
  choose({ treadmill: 'right' });
  assert.deepEqual([choice.value.protocol, choice.value.strap, choice.value.label, choice.value.pain], [null, false, '', 1]);
});

test('nobody beside the walker makes the walk gentler; somebody unlisted is no supervisor', () => {
  choose({ ...whole, supervisor: ALONE, said: new Set(['tired']) });
  assert.deepEqual(wish(choice.value)?.said, ['tired', 'unsupervised now']);
  assert.equal(wish(choice.value)?.supervisor, undefined);
  choose({ supervisor: UNLISTED });
  assert.deepEqual([wish(choice.value)?.said, wish(choice.value)?.supervisor], [['tired'], undefined]);
  choose({ supervisor: 'p9' });
  assert.equal(wish(choice.value)?.supervisor, 'p9');
  assert.deepEqual([...TICKED, 'unsupervised now'], [...SAID]);
});

test('what was told goes with the wish, and only what was told', () => {
  choose({ ...whole, dizzy: true, label: ' B7 ', strap: true });
  assert.deepEqual(wish(choice.value), {
    person: 'p1', before: { pain: 1, flags: ['dizziness'] }, said: [], label: 'B7', strap: 'remembered',
  });
});

test('what was said for a walk goes with its end, and stays while another treadmill ends one', () => {
  choose({ ...whole, begun: true });
  over('right');
  assert.equal(choice.value.person, 'p1');
  over('left');
  assert.equal(choice.value.person, null);
  choose(whole);
  over('left');
  assert.equal(choice.value.person, 'p1');
});
