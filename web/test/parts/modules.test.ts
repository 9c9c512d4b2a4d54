import assert from 'node:assert/strict';
import { test } from 'node:test';
import { path } from '../../src/parts/modules.ts';

/** The modules a path covers, drawn again. */
function drawn(d: string, side: number): string[] {
  const rows = Array.from({ length: side }, () => Array.from({ length: side }, () => '0'));
  for (const [, x, y, wide] of d.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    for (let at = Number(x); at < Number(x) + Number(wide); at++) rows[Number(y)]![at] = '1';
  }
  return rows.map((row) => row.join(''));
}

test('the path covers exactly the dark modules', () => {
  const rows = ['1101', '0000', '0110', '1111'];
  assert.deepEqual(drawn(path(rows), 4), rows);
});

test('what is no square is no QR code', () => {
  for (const rows of [[], ['10', '1'], ['101', '010']]) assert.throws(() => path(rows), RangeError);
});
