/** Settings in the order of their tables, and those somebody looks for. Pure. */
import type { Answer } from '../../api/client.ts';

export type Setting = Answer<'settings'>[number];

/** A value as a file would have it. */
export function written(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
}

/** Those that a text is found in, by name or reason; `chosen`: only what somebody said otherwise than the default. */
export function matching(all: readonly Setting[], wanted: string, chosen: boolean): readonly Setting[] {
  const text = wanted.trim().toLowerCase();
  const those = chosen ? all.filter((each) => each.origin !== 'default') : all;
  return those.filter((each) => `${each.key} ${each.why}`.toLowerCase().includes(text));
}

/** By table, in the order they came; the top of the file first is "". */
export function grouped(all: readonly Setting[]): readonly (readonly [string, readonly Setting[]])[] {
  const tables = [...new Set(all.map((each) => each.table))];
  return tables.map((table) => [table, all.filter((each) => each.table === table)] as const);
}
