import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { LANGUAGES, find, language, spoken, t, told, type Language } from '../src/words/words.ts';

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, before = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[before + key, value] as [string, string]] : flat(value, `${before}${key}.`),
  );
}

function words(tongue: string): Map<string, string> {
  const file = new URL(`../src/words/${tongue}.json`, import.meta.url);
  return new Map(flat(JSON.parse(readFileSync(file, 'utf8')) as Tree));
}

const places = (sentence: string): string[] => (sentence.match(/\{\w+\}/g) ?? []).sort();
const english = words('en');

for (const tongue of Object.keys(LANGUAGES).filter((each) => each !== 'en')) {
  const theirs = words(tongue);
  test(`${tongue} says everything that English says, and nothing else`, () => {
    assert.deepEqual([...theirs.keys()].sort(), [...english.keys()].sort());
  });
  test(`${tongue} has the same places to fill as English`, () => {
    for (const [key, sentence] of english) assert.deepEqual(places(theirs.get(key) ?? ''), places(sentence), key);
  });
  test(`${tongue} leaves no sentence in English`, () => {
    const letters = (sentence: string): number => sentence.replaceAll(/\{\w+\}/g, '').match(/\p{L}{2,}/gu)?.length ?? 0;
    const same = [...english].filter(([key, sentence]) => letters(sentence) > 2 && theirs.get(key) === sentence);
    assert.deepEqual(same.map(([key]) => key), []);
  });
}

test('no words are empty or have spaces around them', () => {
  for (const tongue of Object.keys(LANGUAGES)) {
    for (const [key, sentence] of words(tongue)) assert.equal(sentence.trim() || 'empty', sentence, `${tongue} ${key}`);
  }
});

test('a key is what a code of the gateway is looked up by', () => {
  // What was said before a step is looked up by its whole sentence.
  const odd = [...english.keys()].filter((key) => !/^[\w.]+$/.test(key) && !key.startsWith('sound.why.'));
  assert.deepEqual(odd, []);
});

test('what comes and whose limit it is are told in words', () => {
  assert.equal(told('start.health.comes', 'after cardio'), 'I come from other training');
  assert.equal(told('floor.layer', 'code ceiling'), 'Retrowalk itself');
});

test('a key is found in the language that was chosen', () => {
  language.value = 'de';
  assert.equal(t('stop.press'), 'BAND STOPP');
  language.value = 'en';
  assert.equal(t('stop.press'), 'STOP BELT');
});

test('places are filled, and one without a value stays to be seen', () => {
  assert.equal(t('stop.one', { name: 'Left' }), 'app · Left');
  assert.match(t('stop.one'), /\{name\}/);
});

test('a code we have no words for is told as it is', () => {
  assert.equal(told('belt', 'running'), 'moves');
  assert.equal(told('belt', 'some-new_state'), 'some new state');
  assert.equal(find('belt.no', 'en' as Language), undefined);
});

test('the first language of a browser that we speak is spoken', () => {
  assert.equal(spoken(['fr-FR', 'de-AT', 'en']), 'de');
  assert.equal(spoken(['fr']), 'en');
  assert.equal(spoken([]), 'en');
});
