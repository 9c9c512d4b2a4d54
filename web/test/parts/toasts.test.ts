import assert from 'node:assert/strict';
import { test } from 'node:test';
import { added, MOST, pressing, without, type Toast } from '../../src/parts/toasts.ts';

const toast = (id: number, urgent = false, text = String(id)): Toast => ({ id, text, urgent });

test('few are shown, and the oldest calm one goes first', () => {
  const shown = [toast(1, true), toast(2), toast(3)].reduce<readonly Toast[]>(added, []);
  assert.deepEqual(added(shown, toast(4)).map(({ id }) => id), [1, 3, 4]);
});

test('an urgent one goes only for another urgent one', () => {
  const urgent = [1, 2, 3].map((id) => toast(id, true)).reduce<readonly Toast[]>(added, []);
  assert.deepEqual(added(urgent, toast(4, true)).map(({ id }) => id), [2, 3, 4]);
});

test('the same text is shown once', () => {
  const shown = added(added([], toast(1, false, 'Kept.')), toast(2, false, 'Kept.'));
  assert.deepEqual(shown.map(({ id }) => id), [2]);
});

test('never more than there is room for, and what is put away is gone', () => {
  let shown: readonly Toast[] = [];
  for (let id = 0; id < 20; id++) {
    shown = added(shown, toast(id, id % 3 === 0));
    assert.ok(shown.length <= MOST);
  }
  assert.equal(without(shown, 19).length, shown.length - 1);
  assert.equal(without(shown, 99).length, shown.length);
});

test('a question makes room: what is calm goes, what is urgent stays', () => {
  const shown = [toast(1), toast(2, true), toast(3)];
  assert.deepEqual(pressing(shown).map(({ id }) => id), [2]);
});
