/** What is asked after a walk: which question when, and what of the answers is news. Pure. */
import type { Schema } from '../../api/client.ts';

export type Told = Schema<'AfterForm'>;
type Named<T> = { [K in keyof Told]-?: NonNullable<Told[K]> extends T ? K : never }[keyof Told];
export type ScoreName = Exclude<Named<number>, 'stumbles'>;
export type YesName = Named<boolean>;
export type Group = 'now' | 'body' | 'hour' | 'morning';

export interface Asked {
  readonly scores: readonly ScoreName[];
  readonly yes: readonly YesName[];
}

/** The questions, in their order. `body` also has handrail, stumbles and notes, which are answered in other ways. */
export const ASKED: Readonly<Record<Group, Asked>> = {
  now: { scores: ['effort', 'pain0', 'worst'], yes: ['sharp'] },
  body: { scores: ['confidence'], yes: ['swelling', 'giving_way', 'locking'] },
  hour: { scores: ['pain60'], yes: [] },
  morning: { scores: ['morning'], yes: ['lasted'] },
};

/** What the link of the next morning asks. */
export const MORNING: Asked = { scores: ['morning'], yes: ['lasted', 'swelling', 'giving_way', 'locking'] };

const MINUTE = 60_000;
// Pain is asked for again after an hour; who is asked a little sooner is not sent away.
const HOUR_FROM = 50 * MINUTE;
// A night lies between: a walk of the evening is asked about from the next morning on.
const MORNING_FROM = 8 * 60 * MINUTE;

/** Which groups are asked so long (ms) after the end; a walk that has not ended is asked about as if it just had. */
export function groups(since: number | null): readonly Group[] {
  const past = since ?? 0;
  return [
    'now',
    'body',
    ...(past >= HOUR_FROM ? (['hour'] as const) : []),
    ...(past >= MORNING_FROM ? (['morning'] as const) : []),
  ];
}

/** A note is kept in one line. */
function plain(value: Told[keyof Told]): Told[keyof Told] {
  return typeof value === 'string' ? value.replaceAll(/\s+/g, ' ').trim() : value;
}

/** Only what differs from what was told before; the gateway keeps the rest. */
export function news(before: Partial<Told>, draft: Partial<Told>): Partial<Told> {
  const told = Object.entries(draft).map(([name, value]) => [name as keyof Told, plain(value)] as const);
  const fresh = told.filter(([name, value]) => value != null && value !== '' && value !== (before[name] ?? null));
  return Object.fromEntries(fresh);
}

// What nobody walks with before somebody who knows has looked at it.
const SIGNS: readonly YesName[] = ['sharp', 'swelling', 'giving_way', 'locking', 'lasted'];

/** Whether what was told should be looked at before the next walk. */
export function warns(told: Partial<Told>): boolean {
  return SIGNS.some((name) => told[name] === true);
}
