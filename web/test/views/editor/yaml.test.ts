import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blank, faced, piece } from '../../../src/views/editor/draft.ts';
import { isDistance, lasting, quantity, yaml } from '../../../src/views/editor/yaml.ts';

test('a bare number gets the unit it is meant in, and anything else stays as it was typed', () => {
  assert.equal(quantity('1.5', 'mph'), '1.5 mph');
  assert.equal(quantity(' 1,5 ', 'km/h'), '1.5 km/h');
  assert.equal(quantity('2.4 km/h', 'mph'), '2.4 km/h');
  assert.equal(quantity('fast', 'mph'), 'fast');
  assert.equal(quantity('', 'mph'), '');
});

test('a length is seconds, minutes and seconds, or a distance', () => {
  assert.equal(lasting('90'), '90 s');
  assert.equal(lasting('1:30'), '90 s');
  assert.equal(lasting('2 min'), '2 min');
  assert.equal(lasting('1:75'), '1:75');
  assert.deepEqual(['40 m', '0.2 km', '2 min', '90 s', ''].map(isDistance), [true, true, false, false, false]);
});

test('a draft is the text of a file, and nothing that is typed becomes more than a value', () => {
  const pieces = [
    piece('settle', 'backward', { lasts: '30' }),
    piece('hold', 'backward', { speed: '1.2', inclination: '1', lasts: '40 m', say: 'a "b"\n  - hold: {}' }),
    piece('turn', 'forward', { lasts: '20 s' }),
    piece('settle', 'forward', { lasts: '30 s' }),
  ];
  const draft = faced({ ...blank(), id: 'X', name: 'one: {two}', basis: '# ours', speedCap: '1.5', selfPaced: true, pieces });
  assert.equal(
    yaml(draft, 'mph'),
    [
      'id: "X"',
      'name: "one: {two}"',
      'level: "beginner"',
      'basis: "# ours"',
      'cap: {speed: "1.5 mph"}',
      'facing: backward',
      'self_paced: true',
      'segments:',
      '  - settle: {for: "30 s"}',
      '  - hold: {speed: "1.2 mph", inclination: "1 %", distance: "40 m", say: "a \\"b\\"\\n  - hold: {}"}',
      '  - turn: {to: "forward", at least: "20 s"}',
      '  - settle: {for: "30 s"}',
      '',
    ].join('\n'),
  );
});
