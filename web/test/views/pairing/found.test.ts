import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heardOf, hidden, strangers, type Heard } from '../../../src/views/pairing/found.ts';

const heard = (name: string, verdict: string, rssi_dbm: number, treadmill: string | null = null): Heard => ({
  address: name, name, rssi_dbm, radio: 'hci0', verdict, why: '', treadmill,
});

const AIR = [
  heard('headphones', 'unlikely', -30),
  heard('far', 'yes', -80),
  heard('rower', 'no', -40),
  heard('silent', 'perhaps', -35),
  heard('near', 'yes', -50),
  heard('left', 'yes', -20, 't1'),
];
const names = (all: boolean): string[] => strangers(AIR, all).map((each) => each.name);

test('the likeliest come first, among them the strongest; those of the site are no strangers', () => {
  assert.deepEqual(names(false), ['near', 'far', 'silent']);
});

test('what is hardly a treadmill is counted, and shown to whoever asks', () => {
  assert.equal(hidden(AIR), 2);
  assert.deepEqual(names(true), ['near', 'far', 'silent', 'headphones', 'rower']);
});

test('what one of the site is heard like is found by its id', () => {
  assert.equal(heardOf(AIR, 't1')?.rssi_dbm, -20);
  assert.equal(heardOf(AIR, 't2'), undefined);
});
