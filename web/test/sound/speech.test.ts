import assert from 'node:assert/strict';
import { test } from 'node:test';
import { patience, Speech, voiceFor } from '../../src/sound/speech.ts';

const voice = (lang: string, localService: boolean) => ({ lang, localService });

test('a voice of the device is taken before one of the network', () => {
  const voices = [voice('en-US', false), voice('de-DE', false), voice('de_AT', true), voice('es-ES', false)];
  assert.equal(voiceFor(voices, 'de'), voices[2]);
  assert.equal(voiceFor(voices, 'es'), voices[3]);
});

test('no voice of another language reads a sentence', () => {
  assert.equal(voiceFor([voice('en-US', true), voice('est', true)], 'es'), null);
  assert.equal(voiceFor([], 'en'), null);
});

test('where there is no speech, a sentence is over at once and unheard', async () => {
  const speech = new Speech();
  assert.ok(!speech.speaks('en'));
  const heard = await new Promise<boolean>((over) => speech.say('Faster', 'en', over));
  assert.equal(heard, false);
  speech.hush();
});

test('a voice that never ends is given up on, the longer the sentence the later', () => {
  assert.ok(patience('In 4 seconds: faster, to 2.4 kilometres per hour') > 6_000);
  assert.ok(patience('') >= 2_000);
});
