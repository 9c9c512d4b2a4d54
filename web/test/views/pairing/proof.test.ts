import assert from 'node:assert/strict';
import { test } from 'node:test';
import { standing, when, type Proof } from '../../../src/views/pairing/proof.ts';

const RECORD = { firmware: '1', by: 'Tess' } as NonNullable<Proof['record']>;
const proof = (more: Partial<Proof>): Proof => ({
  treadmill: 't', commissioned: false, blocked: '', problems: [], record: RECORD, ...more,
});

test('what a record is worth is told apart', () => {
  assert.equal(standing(proof({ record: null }), false), 'never');
  assert.equal(standing(proof({ record: null }), true), 'model');
  assert.equal(standing(proof({ problems: ['not noted'] }), false), 'unfinished');
  assert.equal(standing(proof({ blocked: 'miles' }), false), 'blocked');
  assert.equal(standing(proof({ commissioned: true }), true), 'holds');
});

test('when it was measured is told as other times are', () => {
  assert.equal(when({ ...RECORD, at: 0 }), '1970-01-01T00:00:00.000Z');
  assert.equal(when(RECORD), '');
});
