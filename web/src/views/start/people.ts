/** Who can be chosen to walk, and what is told of somebody new. Pure. */
import type { Schema } from '../../api/client.ts';

export type Known = Schema<'PersonView'>;

/** Of whom more than an id may be read; a walker sees themselves. */
export function choosable(people: readonly Known[], self: string | null): readonly Known[] {
  return people.filter((each) => each.name != null || each.id === self);
}

// Nobody older walks, and nobody is born later than this year.
export const OLDEST = 120;

/** The year somebody typed; null = it is none. */
export function yearOf(text: string, now: number): number | null {
  const year = /^\d{4}$/.test(text.trim()) ? Number(text) : Number.NaN;
  return year > now - OLDEST && year <= now ? year : null;
}
