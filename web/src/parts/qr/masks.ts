/** The eight masks of QR codes, and how ill a masked picture looks to a camera (ISO/IEC 18004, 7.8). */
import type { Grid, Picture } from './grid.ts';

export const MASKS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** The picture under a mask; marks stay as they are. */
export function masked({ modules, fixed }: Picture, mask: number): Picture {
  const flips = MASKS[mask] ?? (() => false);
  return { fixed, modules: modules.map((row, y) => row.map((dark, x) => dark !== (!fixed[y]?.[x] && flips(x, y)))) };
}

/** Five of a colour in a row cost 3, each further one 1. */
function runs(line: string): number {
  return [...line.matchAll(/0{5,}|1{5,}/g)].reduce((sum, [run]) => sum + run.length - 2, 0);
}

/** What looks like the middle of a corner's mark costs 40. */
function lookalikes(line: string): number {
  return 40 * [...line.matchAll(/(?=10111010000|00001011101)/g)].length;
}

/** Squares of one colour cost 3. */
function squares(rows: readonly string[]): number {
  let cost = 0;
  for (let y = 1; y < rows.length; y++) {
    for (let x = 1; x < rows.length; x++) {
      const four = `${rows[y - 1]?.slice(x - 1, x + 1)}${rows[y]?.slice(x - 1, x + 1)}`;
      if (four === '0000' || four === '1111') cost += 3;
    }
  }
  return cost;
}

/** Each twentieth away from half dark costs 10. */
function balance(rows: readonly string[]): number {
  const dark = rows.join('').replaceAll('0', '').length / rows.length ** 2;
  return 10 * Math.floor(Math.abs(dark * 100 - 50) / 5);
}

export function lines(grid: Grid): string[] {
  return grid.map((row) => row.map((dark) => (dark ? '1' : '0')).join(''));
}

/** The lower, the easier to read. */
export function cost(grid: Grid): number {
  const rows = lines(grid);
  const columns = rows.map((_, x) => rows.map((row) => row[x]).join(''));
  const along = [...rows, ...columns].reduce((sum, line) => sum + runs(line) + lookalikes(line), 0);
  return along + squares(rows) + balance(rows);
}
