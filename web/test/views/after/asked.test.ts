import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ASKED, groups, MORNING, news, warns } from '../../../src/views/after/asked.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test('right after a walk nobody is asked about an hour and a morning that have not come', () => {
  assert.deepEqual(groups(null), ['now', 'body']);
  assert.deepEqual(groups(49 * MINUTE), ['now', 'body']);
});

test('the hour is asked about when it is about over, the morning after a night', () => {
  assert.deepEqual(groups(50 * MINUTE), ['now', 'body', 'hour']);
  assert.deepEqual(groups(8 * HOUR - 1), ['now', 'body', 'hour']);
  assert.deepEqual(groups(8 * HOUR), ['now', 'body', 'hour', 'morning']);
});

test('only what differs is told', () => {
  const before = { pain0: 2, sharp: false, effort: null, notes: null };
  assert.deepEqual(news(before, before), {});
  assert.deepEqual(news(before, { ...before, pain0: 0, sharp: true, effort: 4 }), { pain0: 0, sharp: true, effort: 4 });
});

test('nothing and an empty note take nothing back: the gateway keeps what it knows', () => {
  assert.deepEqual(news({ pain0: 2, notes: 'fine' }, { pain0: null, notes: '  ' }), {});
});

test('a note is kept in one line: the gateway takes no other', () => {
  assert.deepEqual(news({}, { notes: ' left knee\n\nstiff ' }), { notes: 'left knee stiff' });
});

for (const name of ['sharp', 'swelling', 'giving_way', 'locking', 'lasted'] as const) {
  test(`${name} is looked at before the next walk`, () => {
    assert.equal(warns({ [name]: true }), true);
    assert.equal(warns({ [name]: false }), false);
  });
}

test('pain in figures alone is for the light to judge', () => assert.equal(warns({ morning: 9, pain0: 9 }), false));

test('the link asks what the gateway takes by a link, and nothing else', () => {
  assert.deepEqual([...MORNING.scores, ...MORNING.yes], ['morning', 'lasted', 'swelling', 'giving_way', 'locking']);
});

test('no question is asked twice', () => {
  const all = Object.values(ASKED).flatMap(({ scores, yes }) => [...scores, ...yes]);
  assert.equal(new Set(all).size, all.length);
});
