import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setBy } from '../../src/views/set_by.ts';

test('who set a limit is told by name, by level, or in words', () => {
  const names = new Map([['p-1', 'Ada']]);
  assert.equal(setBy({ source: 'person', set_by: 'p-1' }, names), 'Ada');
  assert.equal(setBy({ source: 'level', set_by: 'rehab' }, names), 'rehabilitation');
  assert.equal(setBy({ source: 'site', set_by: 'settings' }, names), 'the settings');
  assert.equal(setBy({ source: 'protocol', set_by: 'P01' }, names), 'P01');
});
