import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lasts } from '../../../src/views/owner/leave.ts';

test('what is left as it is, is not told; "until revoked" is told as null', () => {
  assert.deepEqual(lasts('same'), {});
  assert.deepEqual(lasts('never'), { lasts_s: null });
  assert.deepEqual([lasts('day'), lasts('month'), lasts('year')], [
    { lasts_s: 86_400 }, { lasts_s: 2_592_000 }, { lasts_s: 31_536_000 },
  ]);
});
