import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answered, begun, CHANNELS, open, tried, verdict, type Results } from '../../src/sound/selftest.ts';

const ALL = begun({ tones: true, speech: true, vibration: true, screen: true });

function through(results: Results, came: Partial<Record<(typeof CHANNELS)[number], boolean>>): Results {
  return CHANNELS.reduce((at, channel) => answered(tried(at, channel), channel, came[channel] ?? false), results);
}

test('nothing is passed by not trying it', () => {
  assert.equal(verdict(ALL), 'open');
  assert.equal(open(ALL), 'tones');
  assert.deepEqual(answered(ALL, 'tones', true), ALL, 'an answer to what was not tried is none');
});

test('played is not heard: a person has to say so', () => {
  const played = tried(ALL, 'tones');
  assert.equal(open(played), 'tones');
  assert.equal(open(answered(played, 'tones', true)), 'speech');
});

test('tones or a voice are enough; light and vibration alone are not', () => {
  assert.equal(verdict(through(ALL, { tones: true })), 'heard');
  assert.equal(verdict(through(ALL, { speech: true })), 'heard');
  assert.equal(verdict(through(ALL, { vibration: true, screen: true })), 'told');
});

test('what a device does not have is not asked for and does not pass', () => {
  const mute = begun({ tones: false, speech: false, vibration: false, screen: true });
  assert.equal(open(mute), 'screen');
  assert.deepEqual(tried(mute, 'tones'), mute);
  assert.equal(verdict(answered(tried(mute, 'screen'), 'screen', true)), 'told');
});

test('what failed can be tried anew', () => {
  const failed = through(ALL, {});
  assert.equal(verdict(failed), 'told');
  const again = tried(failed, 'tones');
  assert.equal(verdict(again), 'open');
  assert.equal(verdict(answered(again, 'tones', true)), 'heard');
});
