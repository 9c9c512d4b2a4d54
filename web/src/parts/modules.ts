/** A QR code as one path: its dark modules, row by row, as runs of squares. */

// The standard asks for four light modules around it.
export const QUIET = 4;

/** Rows of "1" (dark) and "0" (light), all as long as there are rows. Throws RangeError where it is no square. */
export function path(rows: readonly string[]): string {
  if (rows.length === 0 || rows.some((row) => row.length !== rows.length)) {
    throw new RangeError(`a QR code is a square, not ${rows.length} rows of ${rows.map((row) => row.length).join(', ')}`);
  }
  return rows.map((row, y) => runs(row).map(([x, wide]) => `M${x} ${y}h${wide}v1h-${wide}z`).join('')).join('');
}

function runs(row: string): [number, number][] {
  return Array.from(row.matchAll(/1+/g), (found) => [found.index, found[0].length]);
}
