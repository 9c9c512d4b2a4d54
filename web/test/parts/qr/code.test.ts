import assert from 'node:assert/strict';
import { test } from 'node:test';
import { code } from '../../../src/parts/qr/code.ts';
import { encoded } from '../../../src/parts/qr/codewords.ts';
import { drawn } from '../../../src/parts/qr/grid.ts';
import { cost, masked, MASKS } from '../../../src/parts/qr/masks.ts';

// tests/page/test_qr.py compares every version, module by module, with another encoder.
const TEXT = 'http://192.168.178.20:7382/#/pair?code=123456';

test('a mask turns over everything but the marks, and taken twice it is gone', () => {
  const { version, bits } = encoded(TEXT);
  const picture = drawn(version, bits);
  for (let mask = 0; mask < MASKS.length; mask++) {
    const once = masked(picture, mask);
    assert.notDeepEqual(once.modules, picture.modules);
    assert.deepEqual(masked(once, mask).modules, picture.modules);
    for (const [y, row] of picture.fixed.entries()) {
      for (const [x, fixed] of row.entries()) if (fixed) assert.equal(once.modules[y]?.[x], picture.modules[y]?.[x]);
    }
  }
});

test('what a camera reads ill costs as the standard says', () => {
  const grid = (rows: string[]) => rows.map((row) => [...row].map((each) => each === '1'));
  assert.equal(cost(grid(['10', '01'])), 0);
  assert.equal(cost(grid(['11', '11'])), 3 + 100);
  const stripes = ['11111', '00000', '11111', '00000', '11111'];
  assert.equal(cost(grid(stripes)), 5 * 3 + 20);
});

test('the corners have their marks, and there are as many modules as the version says', () => {
  const { rows } = code(TEXT);
  assert.equal(rows.length, 33);
  for (const corner of [rows.slice(0, 7), rows.slice(-7)]) assert.equal(corner[0]?.slice(0, 8), '11111110');
  assert.equal(rows[0]?.slice(-8), '01111111');
});

test('a text no version holds is refused with the limit', () => {
  assert.throws(() => code('x'.repeat(214)), /213 bytes, not 214/);
});
