// What the page knows of the site, as signals. Written by the channel (or the fallback), read by every view.
import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { components } from '../api/live.d.ts';

type Schemas = components['schemas'];
export type Treadmill = Schemas['TreadmillView'];
export type Walk = Schemas['WalkView'];
export type Happened = Schemas['EventView'];
export type EventType = Schemas['EventType'];
export type StopView = Schemas['StopView'];
export type You = Schemas['You'];
export type Leased = Schemas['Leased'];
export type Problem = Schemas['Problem'];
export type Told =
  | Schemas['Hello'] | You | Schemas['Snapshot'] | Schemas['Telemetry'] | Schemas['Happened'] | Schemas['Reset']
  | Leased | Schemas['Stopped'] | Schemas['Refused'];

/** live: frames arrive · polling: the channel is cut, the slow way works · stale: open, but silent · offline: neither. */
export type Link = 'connecting' | 'live' | 'polling' | 'stale' | 'offline';

/** Older than this (ms), what is shown is shown as old (the gateway sends four frames a second). */
export const STALE_AFTER = 1_500;

export const link = signal<Link>('connecting');
/** When anything of the treadmills was heard last, by performance.now(); null = never. */
export const heardAt = signal<number | null>(null);
export const you = signal<You | null>(null);
/** Ids in the order of the gateway. */
export const ids = signal<readonly string[]>([]);
/** Whether a first look was had at all: before it, an empty site is only "loading". */
export const known = signal(false);

const shown = new Map<string, Signal<Treadmill | undefined>>();
const listeners = new Set<(event: Happened, treadmill: string) => void>();
const stopListeners = new Set<(stop: StopView) => void>();
const leaseListeners = new Set<(lease: Leased) => void>();
const refusalListeners = new Set<(problem: Problem) => void>();

function slot(id: string): Signal<Treadmill | undefined> {
  let found = shown.get(id);
  if (found === undefined) shown.set(id, (found = signal<Treadmill | undefined>(undefined)));
  return found;
}

/** One treadmill as it stands; undefined while it is not known. */
export function treadmill(id: string): ReadonlySignal<Treadmill | undefined> {
  return slot(id);
}

/** Every treadmill as it stands. */
export const treadmills = computed(() =>
  ids.value.map((id) => slot(id).value).filter((each): each is Treadmill => each !== undefined),
);

/** The walk of a session, wherever it is; undefined without one. */
export function walking(session: string): Treadmill | undefined {
  return treadmills.value.find((each) => each.walk?.session === session);
}

let ahead: number | null = null;

/** The gateway's clock as a frame or an answer told it; `now` by performance.now(). What was held up is no news of it. */
export function setClock(gateway: number, now: number): void {
  ahead = Math.max(ahead ?? -Infinity, gateway - now);
}

/** The same by an answer, which is waited for no longer than `within` ms: what is older than that is another clock. */
export function setClockWithin(within: number, gateway: number, now: number): void {
  if (ahead !== null && gateway - now < ahead - within) forgetClock();
  setClock(gateway, now);
}

/** Another run of the gateway has another clock. */
export function forgetClock(): void {
  ahead = null;
}

/** What the gateway's clock shows, in ms; null before it was told. */
export function gatewayTime(now: number): number | null {
  return ahead === null ? null : Math.round(now + ahead);
}

/** Take in what every treadmill looks like. `now` by performance.now(). */
export function look(all: readonly Treadmill[], now: number): void {
  for (const each of all) slot(each.id).value = each;
  const order = all.map((each) => each.id);
  if (order.join() !== ids.peek().join()) {
    for (const gone of ids.peek().filter((id) => !order.includes(id))) slot(gone).value = undefined;
    ids.value = order;
  }
  known.value = true;
  heardAt.value = now;
}

/** Hear every event once; the answer ends it. `treadmill` "" = the site. */
export function onEvent(callback: (event: Happened, treadmill: string) => void): () => void {
  listeners.add(callback);
  return () => listeners.delete(callback);
}

/** Hear what became of a stop that was pressed on the channel; the answer ends it. */
export function onStop(callback: (stop: StopView) => void): () => void {
  stopListeners.add(callback);
  return () => stopListeners.delete(callback);
}

/** Hear that a lease was renewed; the answer ends it. */
export function onLease(callback: (lease: Leased) => void): () => void {
  leaseListeners.add(callback);
  return () => leaseListeners.delete(callback);
}

/** Hear that something that was said on the channel was refused; the answer ends it. */
export function onRefusal(callback: (problem: Problem) => void): () => void {
  refusalListeners.add(callback);
  return () => refusalListeners.delete(callback);
}

/** Tell an event to everybody. */
export function happened(event: Happened): void {
  const id = event.source.split('/treadmills/')[1] ?? '';
  for (const callback of [...listeners]) callback(event, id);
}

/** Tell what became of a stop. */
export function stopped(stop: StopView): void {
  for (const callback of [...stopListeners]) callback(stop);
}

/** Tell that something that was said on the channel was refused. */
export function refused(problem: Problem): void {
  for (const callback of [...refusalListeners]) callback(problem);
}

/** Tell that a lease was renewed. */
export function leased(lease: Leased): void {
  for (const callback of [...leaseListeners]) callback(lease);
}
