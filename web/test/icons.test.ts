import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { crc32, inflateSync } from 'node:zlib';
import { drawing, flattened, ICONS, pixels, png } from '../icons.ts';

const ICON = drawing(readFileSync(new URL('../public/icon.svg', import.meta.url), 'utf8'));
const MANIFEST = JSON.parse(readFileSync(new URL('../public/manifest.webmanifest', import.meta.url), 'utf8')) as {
  icons: { src: string; sizes: string; purpose: string }[];
};

function at(rows: Buffer, width: number, x: number, y: number): number[] {
  const from = y * (width * 4 + 1) + 1 + x * 4;
  return [...rows.subarray(from, from + 4)];
}

test('a path is drawn as it is written, and one that cannot be is refused', () => {
  assert.deepEqual(flattened('M34 8 22 18l12 10').slice(0, 1), [[34, 8]]);
  assert.deepEqual(flattened('M2 3h4l1-1H0').at(-1), [0, 2]);
  const arc = flattened('M26 18a14 14 0 0 0 0 28');
  assert.ok(arc.every(([x, y]) => Math.abs(Math.hypot(x - 26, y - 32) - 14) < 1e-9));
  assert.ok(Math.min(...arc.map(([x]) => x)) < 12.1, 'it bulges to the left');
  assert.throws(() => flattened('M0 0Q1 1 2 2'), /no Q/);
});

test('an icon has its colours where the drawing has them', () => {
  const rows = pixels(ICON, 64, false);
  assert.deepEqual(at(rows, 64, 12, 32), [255, 255, 255, 255]);
  assert.deepEqual(at(rows, 64, 40, 32), [...ICON.ground, 255]);
  assert.equal(at(rows, 64, 0, 0)[3], 0, 'its corner is round');
});

test('what a mask cuts is filled to the edge, and the strokes stay within its circle', () => {
  const width = 64;
  const rows = pixels(ICON, width, true);
  assert.deepEqual(at(rows, width, 0, 0), [...ICON.ground, 255]);
  for (let y = 0; y < width; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (Math.hypot(x + 0.5 - 32, y + 0.5 - 32) > 0.4 * width) assert.notDeepEqual(at(rows, width, x, y), [255, 255, 255, 255]);
    }
  }
});

test('a file is a whole PNG of its size', () => {
  const rows = pixels(ICON, 16, false);
  const file = png(rows, 16);
  assert.equal(file.subarray(1, 4).toString('latin1'), 'PNG');
  assert.deepEqual([file.readUInt32BE(16), file.readUInt32BE(20)], [16, 16]);
  const length = file.readUInt32BE(33);
  const data = file.subarray(37, 41 + length);
  assert.equal(data.subarray(0, 4).toString('latin1'), 'IDAT');
  assert.equal(crc32(data), file.readUInt32BE(41 + length));
  assert.deepEqual(inflateSync(data.subarray(4)), rows);
});

test('the manifest names what is drawn, at the sizes that installing takes', () => {
  const named = MANIFEST.icons.filter((each) => each.src.endsWith('.png'));
  for (const { src, sizes, purpose } of named) {
    const drawn = ICONS.find((each) => each.name === src);
    assert.equal(`${drawn?.width}x${drawn?.width}`, sizes);
    assert.equal(drawn?.whole, purpose === 'maskable');
  }
  assert.deepEqual(named.map(({ sizes }) => sizes).sort(), ['192x192', '512x512', '512x512']);
});
