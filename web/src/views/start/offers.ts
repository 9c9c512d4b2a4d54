/** Which protocols are offered first, and why the others are not: the gateway's reasons, one of each kind. Pure. */
import type { Schema } from '../../api/client.ts';

export type Listed = Schema<'ListedView'>;
export type Against = NonNullable<Listed['against']>[number];

/** What may be walked here comes first; within each, as the gateway lists them. */
export function sorted(listed: readonly Listed[]): { may: readonly Listed[]; mayNot: readonly Listed[] } {
  const free = (each: Listed): boolean => (each.against?.length ?? 0) === 0;
  return { may: listed.filter(free), mayNot: listed.filter((each) => !free(each)) };
}

/** What stands against every one of them stands against walking at all: it is told once, above the list. */
export function shared(listed: readonly Listed[]): readonly Against[] {
  const [first, ...rest] = listed.map((each) => each.against ?? []);
  const same = (one: Against) => (all: readonly Against[]) => all.some((each) => each.check === one.check && each.why === one.why);
  return (first ?? []).filter((one) => rest.every(same(one)));
}

/** The key of the words for a check's name ("red flag" → "red_flag"). */
export function checkKey(check: string): string {
  return check.replaceAll(/[ -]/g, '_');
}
