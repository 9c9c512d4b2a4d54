// Requests to the gateway, typed by its own document. Reads may be asked again by whoever asked; commands never are:
// each is sent once, carries a key that makes a second arrival harmless, and is given up when it is too old.
import type { components, operations } from './schema.d.ts';
import { gatewayTime, link, setClockWithin } from '../live/store.ts';
import { OPERATIONS } from './operations.ts';

export type Problem = components['schemas']['Problem'];
export type Schema<N extends keyof components['schemas']> = components['schemas'][N];

type Name = keyof typeof OPERATIONS & keyof operations;
type Params<N extends Name> = operations[N]['parameters'];
type Path<N extends Name> = Params<N>['path'] extends infer P extends object ? { path: P } : { path?: never };
type Query<N extends Name> = { query?: NonNullable<Params<N>['query']> };
type Json<R> = R extends { content: { 'application/json': infer T } } ? T : undefined;
type Good<R> = { [S in keyof R]: S extends 200 | 201 | 202 | 204 ? Json<R[S]> : never }[keyof R];
type Body<N extends Name> = operations[N] extends { requestBody: { content: { 'application/json': infer B } } }
  ? { body: B }
  : operations[N] extends { requestBody?: { content: { 'application/json': infer B } } }
    ? { body?: B }
    : { body?: never };

/** What goes with a request. `lease`: its number; `word`: a fresh one; `version`: the ETag a change was made from. */
export type Given<N extends Name> = Path<N> & Query<N> & Body<N> & { lease?: number; word?: string; version?: string };
export type Answer<N extends Name> = Good<operations[N]['responses']>;
export type Result<T> = { ok: true; value: T; version: string | null } | { ok: false; problem: Problem };

/** Answers to reads and commands come within a quarter of a second; after this long (ms) nobody waits any more. */
export const READ_WITHIN = 10_000;
export const COMMAND_WITHIN = 3_000;

/** No problem of the gateway's, but of the way there. */
function ours(code: 'unreachable' | 'unknown' | 'unsent' | 'timeless'): Problem {
  return { type: '', title: '', status: 0, detail: '', instance: '', code, trace_id: '' };
}

/** The address of an operation, relative to the page. */
export function address(name: Name, path: Readonly<Record<string, unknown>> = {}, query: object = {}): string {
  const filled = OPERATIONS[name][1].replaceAll(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(String(path[key])));
  const asked = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  const search = new URLSearchParams(asked.map(([key, value]) => [key, String(value)])).toString();
  return search ? `${filled}?${search}` : filled;
}

/** A key nobody else has; crypto.randomUUID is missing where the page came without TLS. */
export function key(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Until when a command is meant, on the gateway's clock: what a cut network hands on later is refused there. */
function meant(): Record<string, string> {
  const now = gatewayTime(performance.now());
  return now === null ? {} : { 'Good-Until': String(now + COMMAND_WITHIN) };
}

/** What every answer tells of that clock. */
const CLOCK = 'RW-Now';

function hearClock(response: Response): void {
  const told = Number(response.headers.get(CLOCK) ?? NaN);
  if (Number.isSafeInteger(told)) setClockWithin(READ_WITHIN, told, performance.now());
}

/** What may let a belt move, as in the gateway's own table; and of its commands those that never do. */
const MOVES: ReadonlySet<Name> = new Set<Name>(['begin', 'command', 'reset', 'begin_trial', 'trial_command']);
const SLOWS: ReadonlySet<unknown> = new Set(['hold', 'slower', 'end', 'part']);

/** Whether it must never be done late, so that it is not sent without a time until when it is meant. */
function moves(name: Name, given: Given<Name>): boolean {
  const body: object = given.body ?? {};
  return MOVES.has(name) && !('command' in body && SLOWS.has(body.command));
}

function headers(writes: boolean, given: Given<Name>): Record<string, string> {
  return {
    Accept: 'application/json',
    ...(given.body === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...(writes ? { 'Idempotency-Key': key(), ...meant() } : {}),
    ...(given.lease === undefined ? {} : { Lease: String(given.lease) }),
    ...(given.word === undefined ? {} : { Word: given.word }),
    ...(given.version === undefined ? {} : { 'If-Match': given.version }),
  };
}

async function read<N extends Name>(response: Response): Promise<Result<Answer<N>>> {
  hearClock(response);
  const text = await response.text();
  const told: unknown = text ? JSON.parse(text) : undefined;
  if (!response.ok) return { ok: false, problem: told as Problem };
  return { ok: true, value: told as Answer<N>, version: response.headers.get('ETag') };
}

/** Why a write is not sent at all; null = it is. */
function unsent(name: Name, given: Given<Name>): Problem | null {
  if (link.peek() === 'offline') return ours('unsent');
  return moves(name, given) && gatewayTime(performance.now()) === null ? ours('timeless') : null;
}

/** Ask once. Never throws: what was not answered is a problem, too. */
export async function ask<N extends Name>(name: N, given: Given<N>): Promise<Result<Answer<N>>> {
  const method = OPERATIONS[name][0];
  const writes = method !== 'GET';
  const against = writes ? unsent(name, given as Given<Name>) : null;
  if (against !== null) return { ok: false, problem: against };
  const within = AbortSignal.timeout(writes ? COMMAND_WITHIN : READ_WITHIN);
  const how: RequestInit = { method, headers: headers(writes, given as Given<Name>), signal: within, cache: 'no-store' };
  if (given.body !== undefined) how.body = JSON.stringify(given.body);
  try {
    return await read<N>(await fetch(address(name, given.path as Record<string, unknown>, given.query), how));
  } catch {
    return { ok: false, problem: ours(writes ? 'unknown' : 'unreachable') };
  }
}

/** A fresh word for one start or raise, then the command that carries it. */
export async function askWithWord<N extends Name>(name: N, given: Given<N>): Promise<Result<Answer<N>>> {
  const word = await ask('word', {});
  return word.ok ? ask(name, { ...given, word: word.value.word }) : word;
}
