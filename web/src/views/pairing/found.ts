/** What was heard in the air, in the order in which it is of use. Pure. */
import type { Answer } from '../../api/client.ts';

export type Heard = Answer<'reach'>[number];
export type Verdict = 'yes' | 'perhaps' | 'unlikely' | 'no';

// What is certainly none is left out unless somebody asks for it: a gym is full of headphones.
const OFFERED: ReadonlySet<string> = new Set<Verdict>(['yes', 'perhaps']);
const ORDER: readonly string[] = ['yes', 'perhaps', 'unlikely', 'no'] satisfies readonly Verdict[];

/** Those that are not the site's: the likeliest first, among them the strongest; `all`: the unlikely ones, too. */
export function strangers(heard: readonly Heard[], all: boolean): readonly Heard[] {
  return heard
    .filter((each) => each.treadmill === null && (all || OFFERED.has(each.verdict)))
    .sort((one, other) => ORDER.indexOf(one.verdict) - ORDER.indexOf(other.verdict) || other.rssi_dbm - one.rssi_dbm);
}

/** How many there are besides those that are offered. */
export function hidden(heard: readonly Heard[]): number {
  return strangers(heard, true).length - strangers(heard, false).length;
}

/** How one of the site's was heard last; undefined while it is linked and silent in the air, or away. */
export function heardOf(heard: readonly Heard[], treadmill: string): Heard | undefined {
  return heard.find((each) => each.treadmill === treadmill);
}
