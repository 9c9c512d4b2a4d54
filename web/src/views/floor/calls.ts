/** What the staff are called for, and who asks for a lease of ours. Told by events; asked anew after every cut. */
import { effect, signal } from '@preact/signals';
import { ask, type Answer } from '../../api/client.ts';
import { leases } from '../../live/lease.ts';
import { may } from '../../live/me.ts';
import { link, onEvent, type Happened } from '../../live/store.ts';
import type { LeaseWish } from './needs.ts';

export type Call = Answer<'calls'>[number];

export const calls = signal<readonly Call[]>([]);
export const wishes = signal<readonly LeaseWish[]>([]);

const TOLD = new Set(['staff.called', 'staff.answered']);

/** Ask who is called where. */
export async function loadCalls(): Promise<void> {
  if (!may('watch')) return;
  const answer = await ask('calls', {});
  if (answer.ok) calls.value = answer.value;
}

/** With one wish more; an older one of the same client is over. Pure. */
export function wishing(all: readonly LeaseWish[], next: LeaseWish): readonly LeaseWish[] {
  return [...all.filter((each) => each.treadmill !== next.treadmill || each.client !== next.client), next];
}

/** Those that still wait for our answer: in time, and about a lease we hold. Pure. */
export function pending(all: readonly LeaseWish[], held: ReadonlyMap<string, number>, now: number): readonly LeaseWish[] {
  return all.filter((each) => each.until > now && held.has(each.treadmill));
}

function tidy(): void {
  const left = pending(wishes.peek(), leases.peek(), performance.now());
  if (left.length !== wishes.peek().length) wishes.value = left;
}

function hear(event: Happened, treadmill: string): void {
  if (TOLD.has(event.type)) void loadCalls();
  if (event.type === 'lease.asked' && leases.peek().has(treadmill)) {
    const { client, name, answer_within_ms: within } = event.data as { client: string; name: string; answer_within_ms: number };
    wishes.value = wishing(wishes.peek(), { treadmill, client, name, until: performance.now() + within });
  }
  if (event.type === 'lease.changed') tidy();
}

// A wish that nobody answered goes away by itself within this long (ms) of its end.
const TIDY_EVERY = 1_000;

/** Follow both for as long as the floor is shown; the answer ends it. */
export function followCalls(): () => void {
  const hearing = onEvent(hear);
  const asking = effect(() => {
    if (link.value === 'live' || link.value === 'polling') void loadCalls();
  });
  const tidying = setInterval(tidy, TIDY_EVERY);
  return () => {
    hearing();
    asking();
    clearInterval(tidying);
  };
}
