import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grouped, matching, written, type Setting } from '../../../src/views/owner/chosen.ts';

const setting = (key: string, why: string, origin = 'default'): Setting => ({
  key, table: key.split('.').slice(0, -1).join('.'), why, value: 1, default: 1, origin, choices: [], hidden: false,
});
const all = [
  setting('mode', 'home or gym'),
  setting('caps.speed', 'Whoever walks', 'retrowalk.toml:4'),
  setting('http.port', 'The port'),
  setting('caps.forward', 'Facing forward'),
];
const keys = (of: readonly Setting[]): string[] => of.map((each) => each.key);

test('a value is shown as a file would have it', () => {
  assert.deepEqual(['2.0 mph', 7382, true, ['hci0'], {}].map(written), ['"2.0 mph"', '7382', 'true', '["hci0"]', '{}']);
});

test('settings are found by name and by reason', () => {
  assert.deepEqual(keys(matching(all, ' FORWARD', false)), ['caps.forward']);
  assert.deepEqual(keys(matching(all, 'whoever', false)), ['caps.speed']);
  assert.deepEqual(keys(matching(all, '', true)), ['caps.speed']);
  assert.deepEqual(keys(matching(all, 'port', true)), []);
});

test('what belongs to one table stands together', () => {
  assert.deepEqual(grouped(all).map(([table, those]) => [table, keys(those)]), [
    ['', ['mode']],
    ['caps', ['caps.speed', 'caps.forward']],
    ['http', ['http.port']],
  ]);
});
