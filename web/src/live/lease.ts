// The lease of a treadmill: who may start and raise. Taken on purpose, kept while the page lives, never taken back by it.
import { signal } from '@preact/signals';
import { ask, type Answer, type Result } from '../api/client.ts';
import type { Said } from './channel.ts';
import { onEvent, onLease, onRefusal } from './store.ts';

/** A lease is renewed so often (ms): three times before it would run out. */
export const RENEW_EVERY = 3_000;

/** An event that tells what became of a lease comes within so long (ms): four frames of the channel. */
export const TOLD_WITHIN = 1_000;

/** Leases that are ours: treadmill → number. */
export const leases = signal<ReadonlyMap<string, number>>(new Map());

function set(treadmill: string, number: number | null): void {
  const next = new Map(leases.peek());
  if (number === null) next.delete(treadmill);
  else next.set(treadmill, number);
  leases.value = next;
}

/** Take the lease: a free one, or as staff anybody's. */
export async function takeLease(treadmill: string): Promise<Result<Answer<'take_lease'>>> {
  const answer = await ask('take_lease', { path: { treadmill } });
  if (answer.ok) set(treadmill, answer.value.lease);
  return answer;
}

/** It is ours by something else that was asked for. */
export function keepLease(treadmill: string, lease: number): void {
  set(treadmill, lease);
}

/** The number of our lease; taken first where we have none. */
export async function withLease(treadmill: string): Promise<Result<number>> {
  const ours = leases.peek().get(treadmill);
  if (ours !== undefined) return { ok: true, value: ours, version: null };
  const taken = await takeLease(treadmill);
  return taken.ok ? { ...taken, value: taken.value.lease } : taken;
}

/** Give it back. */
export async function releaseLease(treadmill: string): Promise<void> {
  const lease = leases.peek().get(treadmill);
  set(treadmill, null);
  if (lease !== undefined) await ask('release_lease', { path: { treadmill }, lease });
}

type Say = (message: Said) => boolean;

async function renew(treadmill: string, lease: number, say: Say): Promise<void> {
  if (say({ type: 'renew', treadmill, lease })) return;
  const answer = await ask('renew_lease', { path: { treadmill }, lease });
  if (!answer.ok && answer.problem.status !== 0) set(treadmill, null);
}

function renewAll(say: Say): void {
  for (const [treadmill, lease] of leases.peek()) void renew(treadmill, lease, say);
}

/** Keep what is ours for as long as the page lives. `say`: on the channel, if it is open. */
export function keepLeases(say: Say): void {
  setInterval(() => renewAll(say), RENEW_EVERY);
  // A refusal on the channel does not name its treadmill: each lease is asked for by itself, and what is refused is gone.
  onRefusal(() => void setTimeout(() => renewAll(() => false), TOLD_WITHIN));
  onLease((renewed) => set(renewed.treadmill, renewed.lease));
  onEvent((event, treadmill) => {
    const lost = event.type === 'lease.changed' && event.data['fencing'] !== leases.peek().get(treadmill);
    if (lost || (event.type === 'lease.changed' && event.data['holder'] === '')) set(treadmill, null);
  });
}
