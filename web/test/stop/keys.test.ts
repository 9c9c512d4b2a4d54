import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stops, ticks, types } from '../../src/stop/keys.ts';

const key = (name: string, more = {}) => ({
  key: name, ctrlKey: false, altKey: false, metaKey: false, isComposing: false, ...more,
});
const input = (type: string) => ({ tagName: 'INPUT', type });

test('Escape is STOP wherever one is', () => {
  for (const where of [null, input('text'), { tagName: 'TEXTAREA' }, { tagName: 'SELECT' }]) {
    assert.ok(stops(key('Escape'), where));
  }
});

test('Space is STOP on everything that is not typed into', () => {
  for (const where of [null, input('checkbox'), input('range'), { tagName: 'BUTTON' }, { tagName: 'SELECT' }]) {
    assert.ok(stops(key(' '), where), where?.tagName);
  }
  for (const where of [input('text'), input('search'), { tagName: 'TEXTAREA' }, { isContentEditable: true }]) {
    assert.ok(!stops(key(' '), where), where.tagName);
  }
  assert.ok(types({ tagName: 'INPUT' }));
});

test('what the system means by Space with another key stays its own', () => {
  for (const more of [{ ctrlKey: true }, { altKey: true }, { metaKey: true }, { isComposing: true }]) {
    assert.ok(!stops(key(' ', more), null));
  }
});

test('no other key stops', () => {
  for (const name of ['Enter', 'a', 'Tab', 'ArrowUp']) assert.ok(!stops(key(name), null));
});

test('Enter ticks what Space ticks elsewhere', () => {
  assert.ok(ticks(key('Enter'), input('checkbox')));
  assert.ok(ticks(key('Enter'), input('radio')));
  assert.ok(!ticks(key('Enter'), input('text')));
  assert.ok(!ticks(key('Enter'), { tagName: 'BUTTON' }));
  assert.ok(!ticks(key('a'), input('checkbox')));
});
