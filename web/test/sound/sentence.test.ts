import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { plain, type Heard } from '../../src/sound/heard.ts';
import { sentence } from '../../src/sound/sentence.ts';
import { language } from '../../src/words/words.ts';

const FASTER: Heard = { ...plain('speed_up', 1_000, 4_000), speed: 241 };

afterEach(() => {
  language.value = 'en';
});

test('a change is told with its time and its figures, in the language and unit of the walker', () => {
  assert.equal(sentence(FASTER, 'mph', 1_000), 'In 4 seconds: faster, to 1.5 miles per hour');
  language.value = 'de';
  assert.equal(sentence(FASTER, 'km/h', 1_000), 'In 4 Sekunden: schneller, auf 2,4 Kilometer pro Stunde');
  language.value = 'es';
  const both = { ...FASTER, cue: 'speed_and_incline' as const, inclination: 15 };
  assert.match(sentence(both, 'km/h', 1_000), /a 2,4 kilómetros por hora, 1,5 por ciento$/);
});

test('a sentence that had to wait tells the time that is left', () => {
  assert.match(sentence(FASTER, 'mph', 2_500), /^In 3 seconds/);
  assert.match(sentence(FASTER, 'mph', 4_000), /^Now: faster/);
  assert.match(sentence(FASTER, 'mph', 5_000), /^Faster/);
});

test('what the protocol says is said instead of the standard sentence', () => {
  assert.equal(sentence({ ...FASTER, text: 'A little quicker' }, 'mph', 1_000), 'In 4 seconds: A little quicker');
});

test('the reasons of the gateway are told in the language of the walker, or not at all', () => {
  language.value = 'de';
  const held = { ...plain('held', 0), text: 'the belt does not follow' };
  assert.equal(sentence(held, 'mph', 0), 'Das Tempo bleibt: Das Band folgt nicht');
  assert.equal(sentence({ ...held, text: 'because of the moon' }, 'mph', 0), 'Das Tempo bleibt, wie es ist');
});
