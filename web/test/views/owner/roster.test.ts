import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changes, draftOf, found, withRole, wrongIn, type Draft, type Person } from '../../../src/views/owner/roster.ts';

const YEAR = 2026;
const maria: Person = {
  id: 'p1', level: 'beginner', name: 'Maria', born: 1980, roles: ['walker', 'trainer'], units: 'mph', language: 'es',
  hr_limit: 140, pin: true,
};
const draft = (more: Partial<Draft> = {}): Draft => ({ ...draftOf(maria), ...more });

test('somebody new is a walker of the first level, and has to be called something', () => {
  assert.deepEqual(wrongIn(draftOf(null), YEAR), ['name']);
  assert.deepEqual(changes(null, { ...draftOf(null), name: ' Jo ' }), { name: 'Jo', level: 'first', roles: ['walker'] });
});

test('what was left alone is not told', () => {
  assert.deepEqual(changes(draft(), draft()), {});
  assert.deepEqual(changes(draft(), draft({ level: 'intermediate' })), { level: 'intermediate' });
  assert.deepEqual(changes(draft(), draft({ born: '1981', roles: ['walker'] })), { born: 1981, roles: ['walker'] });
});

test('a field that was emptied takes nothing back: the gateway keeps what it knows', () => {
  assert.deepEqual(changes(draft(), draft({ born: '', hr_limit: '', units: '', language: '' })), {});
});

for (const [name, wrong, field] of [
  ['a name of blanks', { name: '   ' }, 'name'],
  ['a name like a book', { name: 'x'.repeat(81) }, 'name'],
  ['a year that is to come', { born: '2027' }, 'born'],
  ['a year too long ago', { born: '1899' }, 'born'],
  ['a year in words', { born: 'eighty' }, 'born'],
  ['no role', { roles: [] }, 'roles'],
  ['a heart that hardly beats', { hr_limit: '59' }, 'hr_limit'],
  ['a heart that races', { hr_limit: '221' }, 'hr_limit'],
  ['half a beat', { hr_limit: '99.5' }, 'hr_limit'],
] as const) {
  test(`${name} is refused`, () => assert.deepEqual(wrongIn(draft(wrong), YEAR), [field]));
}

test('the limits themselves are taken', () => {
  for (const right of [{ hr_limit: '60' }, { hr_limit: '220' }, { born: '2026' }, { born: '' }, { name: 'x'.repeat(80) }]) {
    assert.deepEqual(wrongIn(draft(right), YEAR), []);
  }
});

test('roles stay in the order of the table', () => {
  assert.deepEqual(withRole(['technician', 'walker'], 'trainer', true), ['walker', 'trainer', 'technician']);
  assert.deepEqual(withRole(['walker', 'trainer'], 'walker', false), ['trainer']);
});

test('people are found by every word that was typed', () => {
  const jo: Person = { id: 'p2', level: 'first', name: 'Jo', roles: ['walker'] };
  const nobody: Person = { id: 'p3', level: 'teen' };
  const say = (person: Person): string => [person.level, ...(person.roles ?? [])].join(' ');
  const names = (wanted: string): string[] => found([maria, jo, nobody], wanted, say).map((each) => each.id);
  assert.deepEqual(names(''), ['p1', 'p2', 'p3']);
  assert.deepEqual(names('mar TRAINER'), ['p1']);
  assert.deepEqual(names('walker'), ['p1', 'p2']);
  assert.deepEqual(names('maria teen'), []);
});
