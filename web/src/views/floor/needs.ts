/** What on the floor needs somebody, the most urgent first. The cards themselves never change their places. Pure. */
import type { Treadmill } from '../../live/store.ts';

export type NeedTone = 'alarm' | 'warn';

/** A question or a warning to the staff, as the gateway keeps it. */
export interface Asking {
  readonly id: string;
  readonly treadmill: string;
  readonly cue: string;
  readonly at: string;
  readonly answered_at: string | null;
}

/** Somebody else asks for a lease of ours; `until` by performance.now(). */
export interface LeaseWish {
  readonly treadmill: string;
  readonly client: string;
  readonly name: string;
  readonly until: number;
}

export interface Need<C extends Asking = Asking> {
  readonly key: string;
  readonly treadmill: string;
  readonly what: string;
  readonly tone: NeedTone;
  readonly call?: C;
  readonly wish?: LeaseWish;
}

// In the order in which somebody must run: what may be hurting a person now, what cannot be trusted, what waits.
const ORDER = [
  'pull_the_key',
  'fall_check',
  'key_pulled',
  'chest_advice',
  'moving_unasked',
  'link_lost',
  'stale',
  'dizzy_advice',
  'pain_advice',
  'tap_due',
  'unguarded',
  'lease_asked',
] as const;

const CALM: ReadonlySet<string> = new Set(['pain_advice', 'tap_due', 'unguarded', 'lease_asked']);

// A pulled key is an alarm and a question at once; whoever answers it must meet it only once.
const ASKS: Readonly<Record<string, string>> = { key_pulled: 'fall_check', pull_the_key: 'pull_the_key' };

function rank(what: string): number {
  const at = (ORDER as readonly string[]).indexOf(what);
  return at < 0 ? ORDER.length : at;
}

function tone(what: string): NeedTone {
  return CALM.has(what) ? 'warn' : 'alarm';
}

function called<C extends Asking>(open: readonly C[]): Need<C>[] {
  return open.map((call) => ({ key: call.id, treadmill: call.treadmill, what: call.cue, tone: tone(call.cue), call }));
}

function alarmed<C extends Asking>(machine: Treadmill, open: readonly C[]): Need<C>[] {
  const asked = new Set(open.filter((call) => call.treadmill === machine.id).map((call) => call.cue));
  const overdue = (machine.walk?.tap_due_ms ?? 0) < 0 ? ['tap_due'] : [];
  return [...machine.alarms, ...overdue]
    .filter((what) => !asked.has(ASKS[what] ?? ''))
    .map((what) => ({ key: `${machine.id} ${what}`, treadmill: machine.id, what, tone: tone(what) }));
}

function wished<C extends Asking>(wishes: readonly LeaseWish[]): Need<C>[] {
  return wishes.map((wish) => {
    const key = `${wish.treadmill} ${wish.client}`;
    return { key, treadmill: wish.treadmill, what: 'lease_asked', tone: 'warn', wish };
  });
}

/** Everything that needs somebody; what is equally urgent stays in the order of the floor. */
export function needs<C extends Asking>(
  machines: readonly Treadmill[],
  calls: readonly C[],
  wishes: readonly LeaseWish[] = [],
): Need<C>[] {
  const open = calls.filter((call) => call.answered_at === null);
  const all = [...called(open), ...machines.flatMap((each) => alarmed(each, open)), ...wished<C>(wishes)];
  return all.sort((one, other) => rank(one.what) - rank(other.what));
}

/** The alarm that counts most of those of one treadmill; undefined without one. */
export function worst(alarms: readonly string[]): string | undefined {
  return [...alarms].sort((one, other) => rank(one) - rank(other))[0];
}
