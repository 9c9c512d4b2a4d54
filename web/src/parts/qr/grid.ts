/** The picture of a QR code before its mask: the marks cameras look for, and the bits between them. */
import type { Version } from './codewords.ts';

/** Rows of modules: true is dark. */
export type Grid = boolean[][];

export interface Picture {
  modules: Grid;
  /** Which modules belong to marks: no mask touches them. */
  fixed: Grid;
}

export function sideOf(version: number): number {
  return 17 + 4 * version;
}

function blank(side: number): Grid {
  return Array.from({ length: side }, () => new Array<boolean>(side).fill(false));
}

function put(picture: Picture, x: number, y: number, dark: boolean): void {
  const [row, fixed] = [picture.modules[y], picture.fixed[y]];
  if (!row || !fixed || x < 0 || x >= row.length) return;
  row[x] = dark;
  fixed[x] = true;
}

/** Squares around a middle, dark and light by turns as a rule says of their distance. */
function rings(picture: Picture, x: number, y: number, reach: number, dark: (ring: number) => boolean): void {
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) put(picture, x + dx, y + dy, dark(Math.max(Math.abs(dx), Math.abs(dy))));
  }
}

function marks(picture: Picture, { aligned }: Version): void {
  const last = picture.modules.length - 1;
  for (let at = 0; at <= last; at++) {
    put(picture, 6, at, at % 2 === 0);
    put(picture, at, 6, at % 2 === 0);
  }
  for (const [x, y] of [[3, 3], [last - 3, 3], [3, last - 3]] as const) {
    rings(picture, x, y, 4, (ring) => ring !== 2 && ring !== 4);
  }
  const end = aligned.at(-1);
  for (const y of aligned) {
    for (const x of aligned) {
      const corner = (x === 6 && y === 6) || (x === 6 && y === end) || (x === end && y === 6);
      if (!corner) rings(picture, x, y, 2, (ring) => ring !== 1);
    }
  }
}

/** A value and the rest of its division, so that a reader can mend it. */
function mended(value: number, many: number, divisor: number): number {
  const degree = divisor.toString(2).length - 1;
  let rest = value;
  for (let step = 0; step < degree; step++) rest = (rest << 1) ^ ((rest >> (degree - 1)) & 1 ? divisor : 0);
  return ((value << degree) | (rest & ((1 << degree) - 1))) & ((1 << (many + degree)) - 1);
}

const bit = (value: number, at: number): boolean => ((value >> at) & 1) === 1;

/** Level M and the mask, twice; 0 while the mask is not chosen yet. */
export function format(picture: Picture, mask: number): void {
  const side = picture.modules.length;
  const value = mended(mask, 5, 0x537) ^ 0x5412;
  for (let at = 0; at < 15; at++) {
    const down = at < 6 ? at : at < 8 ? at + 1 : side - 15 + at;
    const across = at < 8 ? side - 1 - at : at < 9 ? 7 : 14 - at;
    put(picture, 8, down, bit(value, at));
    put(picture, across, 8, bit(value, at));
  }
  put(picture, 8, side - 8, true);
}

function versionMarks(picture: Picture, version: number): void {
  if (version < 7) return;
  const value = mended(version, 6, 0x1f25);
  for (let at = 0; at < 18; at++) {
    const [near, far] = [Math.floor(at / 3), picture.modules.length - 11 + (at % 3)];
    put(picture, near, far, bit(value, at));
    put(picture, far, near, bit(value, at));
  }
}

/** The places between the marks, from the lower right corner up and down in columns two wide. */
function* places(fixed: Grid): Generator<[number, number]> {
  const side = fixed.length;
  let up = true;
  for (let right = side - 1; right > 0; right -= right === 8 ? 3 : 2, up = !up) {
    for (let step = 0; step < side; step++) {
      const y = up ? side - 1 - step : step;
      for (const x of [right, right - 1]) if (!fixed[y]?.[x]) yield [x, y];
    }
  }
}

/** Everything but the mask. */
export function drawn(version: Version, bits: readonly number[]): Picture {
  const side = sideOf(version.number);
  const picture = { modules: blank(side), fixed: blank(side) };
  marks(picture, version);
  format(picture, 0);
  versionMarks(picture, version.number);
  let at = 0;
  for (const [x, y] of places(picture.fixed)) {
    const row = picture.modules[y];
    if (row) row[x] = bits[at] === 1;
    at += 1;
  }
  return picture;
}
