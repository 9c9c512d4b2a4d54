/** The figures of a plot as rows of a table, for those who listen to it. Pure. */
import type { Columns } from './trace.ts';

/** Which points of a trace make rows: one for each pace, the newest always. pace: ms, 0 = every point. */
export function picked(columns: Columns, measured: number, pace: number): number[] {
  const found: number[] = [];
  let next = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < measured; index++) {
    const at = columns.at[index] ?? 0;
    if (at < next) continue;
    found.push(index);
    next = pace > 0 ? Math.floor(at / pace) * pace + pace : at;
  }
  const last = measured - 1;
  return last >= 0 && found.at(-1) !== last ? [...found, last] : found;
}

// More rows than this nobody listens to.
const MOST_ROWS = 40;
const PACES_MS = [10_000, 30_000, 60_000, 120_000, 300_000];

/** The shortest pace that makes no more rows than can be listened to (ms). */
export function paceOf(span: number): number {
  return PACES_MS.find((pace) => span / pace <= MOST_ROWS) ?? span;
}
