// The lease of a treadmill: who may start and raise. Taken on purpose, kept while the page lives and over its reload,
// never taken back by it.
import { effect, signal } from '@preact/signals';
import { ask, type Answer, type Result } from '../api/client.ts';
import type { Said } from './channel.ts';
import { me } from './me.ts';
import { onEvent, onLease, onRefusal, treadmill as seen, type Happened, type Treadmill } from './store.ts';

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

/** Take the lease: a free one, or as staff anybody's, unless `over` is false. */
export async function takeLease(treadmill: string, over = true): Promise<Result<Answer<'take_lease'>>> {
  const answer = await ask('take_lease', { path: { treadmill }, body: { over } });
  if (answer.ok) set(treadmill, answer.value.lease);
  return answer;
}

/** A wish can be granted for so long (ms), as the gateway has it. */
const ASKED_FOR = 30_000;

/** Until when (ms of the page's clock) a lease that was asked for here is ours when it is handed over. */
const wished = new Map<string, number>();

/** Ask whoever holds it. */
export async function askForLease(treadmill: string): Promise<Result<Answer<'ask_lease'>>> {
  const answer = await ask('ask_lease', { path: { treadmill } });
  if (answer.ok) wished.set(treadmill, performance.now() + ASKED_FOR);
  return answer;
}

/** It is ours by something else that was asked for. */
export function keepLease(treadmill: string, lease: number): void {
  set(treadmill, lease);
}

/** The number of our lease; a free one is taken first where we have none. */
export async function withLease(treadmill: string): Promise<Result<number>> {
  const ours = leases.peek().get(treadmill);
  if (ours !== undefined) return { ok: true, value: ours, version: null };
  const taken = await takeLease(treadmill, false);
  return taken.ok ? { ...taken, value: taken.value.lease } : taken;
}

/** Give it back. */
export async function releaseLease(treadmill: string): Promise<void> {
  const lease = leases.peek().get(treadmill);
  set(treadmill, null);
  if (lease !== undefined) await ask('release_lease', { path: { treadmill }, lease });
}

/** Leases of ours under which somebody walked, or may have before the page was reloaded. */
const walked = new Set<string>();

/** Whether a walk is not over: it goes on, or its stop was not looked at yet. */
function goes({ walk, latched, belt }: Treadmill): boolean {
  return (walk != null && walk.stage !== 'finished') || latched !== null || belt === 'stopping';
}

/** What is over takes no lease: whoever comes next finds the treadmill free, and nobody stays logged in by a page left open. */
function giveBack(): void {
  for (const treadmill of leases.value.keys()) {
    const machine = seen(treadmill).value;
    if (machine === undefined) continue;
    if (goes(machine)) walked.add(treadmill);
    else if (walked.delete(treadmill)) void releaseLease(treadmill);
  }
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

/** Who holds it is another now: what was asked for here and handed over is ours, and what is not ours any more is gone. */
function changed({ type, data }: Happened, treadmill: string): void {
  if (type !== 'lease.changed') return;
  const { holder, fencing } = data;
  const given = holder !== '' && holder === me.peek()?.client && performance.now() < (wished.get(treadmill) ?? 0);
  if (given && typeof fencing === 'number') {
    wished.delete(treadmill);
    set(treadmill, fencing);
  } else if (holder === '' || fencing !== leases.peek().get(treadmill)) set(treadmill, null);
}

/** Keep what is ours for as long as the page lives. `say`: on the channel, if it is open. */
export function keepLeases(say: Say): void {
  effect(giveBack);
  setInterval(() => renewAll(say), RENEW_EVERY);
  // A refusal on the channel does not name its treadmill: each lease is asked for by itself, and what is refused is gone.
  onRefusal(() => void setTimeout(() => renewAll(() => false), TOLD_WITHIN));
  onLease((renewed) => set(renewed.treadmill, renewed.lease));
  onEvent(changed);
}

// Where a page that goes leaves the numbers of its leases, for the one that comes after it in the same tab. A tab that
// was copied from a living one finds none: two pages of one device never hold the same lease.
const LEFT = 'retrowalk.leases';

function leave(): void {
  try {
    sessionStorage.setItem(LEFT, JSON.stringify([...leases.peek()]));
  } catch {
    // A browser that keeps nothing for us: whoever comes back takes the controls anew.
  }
}

/** What the page before this one left here, once. */
function left(): readonly (readonly [string, number])[] {
  try {
    const found = sessionStorage.getItem(LEFT);
    sessionStorage.removeItem(LEFT);
    return JSON.parse(found ?? '[]') as [string, number][];
  } catch {
    return [];
  }
}

/** Go on with the leases of the page before: the gateway knows their numbers, and refuses those that ended or changed hands. */
function goOn(): void {
  for (const [treadmill, lease] of left()) {
    walked.add(treadmill);
    set(treadmill, lease);
    void renew(treadmill, lease, () => false);
  }
}

/** A page that is reloaded keeps what it had, if it is back before that has ended. */
export function keepOverReload(): void {
  goOn();
  addEventListener('pagehide', leave);
  // One that was kept whole by the browser, behind another, has slept: what it left is asked for as well.
  addEventListener('pageshow', goOn);
}
