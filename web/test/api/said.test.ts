import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, test } from 'node:test';
import { advice, detail, said } from '../../src/api/said.ts';
import { find, language, LANGUAGES, type Language } from '../../src/words/words.ts';

afterEach(() => void (language.value = 'en'));

// The closed list of the gateway, as its source has it.
const SOURCE = readFileSync(new URL('../../../src/retrowalk/gateway/refusals.py', import.meta.url), 'utf8');
const CODES = [...SOURCE.matchAll(/^ {4}[A-Z_]+ = "([a-z-]+)"/gm)].map((found) => found[1] ?? '');

test('every code of the gateway has words, and says what to do, in every language', () => {
  assert.ok(CODES.length >= 30, `${CODES.length} codes found`);
  for (const tongue of Object.keys(LANGUAGES) as Language[]) {
    for (const code of [...CODES, 'unknown', 'unreachable', 'unsent', 'untold']) {
      for (const group of ['says', 'do']) {
        assert.ok(find(`refusal.${group}.${code.replaceAll('-', '_')}`, tongue), `${tongue} ${group} ${code}`);
      }
    }
  }
});

test('a limit is told with whose it is', () => {
  const problem = { code: 'cap-exceeded', limit: '1.3 mph', limited_by: ['age group'] };
  assert.equal(said(problem), 'That is above the limit of 1.3 mph (age group).');
});

test('a wait is told in seconds, then in minutes, rounded up', () => {
  assert.match(advice({ code: 'locked-out', retry_after_ms: 12_400 }), /Wait 13 s\./);
  assert.match(advice({ code: 'locked-out', retry_after_ms: 61_000 }), /Wait 2 min\./);
});

test('words follow the language', () => {
  language.value = 'de';
  assert.equal(said({ code: 'moving' }), 'Das Band bewegt sich.');
});

test('a code of a newer gateway is told by its own sentence, and nobody invents advice', () => {
  const problem = { code: 'too-new', detail: 'the moon is full', title: 'Moon' };
  assert.equal(said(problem), 'the moon is full');
  assert.equal(advice(problem), '');
  assert.equal(detail(problem), null);
  assert.equal(said({ code: 'too-new' }), 'It was refused.');
});

test('a sentence of the gateway stays beside our words, in the language that is read', () => {
  const problem = { code: 'conflict', detail: "the label is another treadmill's" };
  assert.deepEqual(detail(problem), { text: 'The label is that of another treadmill.', lang: undefined });
  language.value = 'de';
  assert.deepEqual(detail(problem), { text: 'Der Aufkleber gehört zu einem anderen Laufband.', lang: undefined });
});

test('a sentence for which there are no words is the gateway’s, and English', () => {
  language.value = 'de';
  assert.deepEqual(detail({ code: 'conflict', detail: 'P04 ships with Retrowalk and stays' }), {
    text: 'P04 ships with Retrowalk and stays', lang: 'en',
  });
});

test('of a role it is told when it may, and nothing that our words have said', () => {
  language.value = 'es';
  assert.equal(detail({ code: 'role', detail: 'the role walker may not change settings' }), null);
  assert.deepEqual(detail({ code: 'role', detail: 'the role gym staff may clear a flag: dizziness, after talking to the walker' }), {
    text: 'Puede tras un mareo, después de hablar con la persona.', lang: undefined,
  });
});
