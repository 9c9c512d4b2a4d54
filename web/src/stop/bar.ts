// The STOP form, enhanced: it answers on the page instead of leaving it. Without this file the form still stops.
import { computed, effect, signal } from '@preact/signals';
import { ask, type Result } from '../api/client.ts';
import { channel } from '../live/connection.ts';
import { link, onStop, treadmill, treadmills, type Link, type StopView } from '../live/store.ts';
import { chosen } from '../routes.ts';
import { Sending } from './send.ts';
import { beyond, measured, passed, phase, pressed, refused, told, type Press } from './press.ts';
import { stops, ticks } from './keys.ts';
import { toldAs } from './told_as.ts';
import { unlock } from './siren.ts';
import { stands } from './standing.ts';

/** How often a stop under way is looked at (ms): what is shown is never older than people notice. */
const LOOK_EVERY = 100;
/** How often the gateway is asked what became of it (ms). */
const ASK_EVERY = 250;
/** A finger down and the click it becomes are one press (ms). */
const ONE_PRESS = 700;

/** The stop under way, or the last one; null = none to speak of. */
export const current = signal<Press | null>(null);
/** Belts the app cannot stop, pressed or not. */
export const runaway = computed(() => beyond(treadmills.value, chosen.value));

let asking = false;
let askedAt = 0;
let fingerAt = -Infinity;

function update(change: (press: Press, now: number) => Press): void {
  const press = current.peek();
  if (press !== null) current.value = change(press, performance.now());
}

/** Those on their way, one for each treadmill and one for all (null): a press of one ends none of another. */
const sendings = new Map<string | null, Sending>();

function send(treadmill: string | null): void {
  sendings.get(treadmill)?.end();
  const sending = new Sending(treadmill, (each) => channel.stop(each), {
    accepted: (stop) => update((each, at) => (each.treadmill === treadmill ? told(each, stop, at) : each)),
    refused: () => update((each, at) => (each.treadmill === treadmill ? refused(each, at) : each)),
  });
  sendings.set(treadmill, sending);
  sending.go();
}

/** The treadmill that is looked at; every one (null) where that is not to be found out, for whatever reason. */
function looked(): string | null {
  try {
    return chosen.peek();
  } catch {
    return null;
  }
}

/** STOP: one treadmill, or every one (null); the one that is looked at unless it is said. */
export function press(treadmill: string | null = looked()): void {
  send(treadmill);
  show(treadmill);
}

/** Links by which an answer is to be expected soon. */
const REACHED: ReadonlySet<Link> = new Set<Link>(['live', 'polling']);

/** STOP for what somebody feels. `telling`: the request that says what; no answer in time, and STOP goes out as well. */
export function feel(treadmill: string, telling: Promise<Result<StopView>>): void {
  void toldAs(telling, REACHED.has(link.peek()), { stop: () => send(treadmill), told: hear });
  show(treadmill);
}

/** From now on the bar tells what becomes of it. */
function show(treadmill: string | null): void {
  const now = performance.now();
  const before = current.peek();
  const goesOn = before !== null && before.treadmill === treadmill && phase(before) !== 'stopped';
  current.value = goesOn ? { ...before, toldAt: now } : pressed(treadmill, treadmills.peek(), now);
  setTimeout(unlock); // a sound device may take its time to wake, and nothing waits for it
}

/** Whether a stop is what a press asked for: a stop of every belt is one of each. */
function answers(stop: StopView, treadmill: string | null): boolean {
  return stop.scope === 'all' || stop.scope === treadmill;
}

/** A stop that the channel tells of is ours if we wait for one: the byte was acknowledged. */
function hear(stop: StopView): void {
  if (current.peek() === null) return;
  for (const [treadmill, sending] of sendings) if (answers(stop, treadmill)) sending.end();
  update((each, now) => (answers(stop, each.treadmill) ? told(each, stop, now) : each));
}

async function look(id: string): Promise<void> {
  asking = true;
  askedAt = performance.now();
  const answer = await ask('stop_status', { path: { stop: id } });
  asking = false;
  if (answer.ok && current.peek()?.told?.id === id) hear(answer.value);
}

function tick(): void {
  const press = current.peek();
  if (press === null) return;
  const now = performance.now();
  if (phase(press) === 'stopped') {
    if (!stands(press, link.peek(), now)) current.value = null;
    return;
  }
  update(passed);
  if (press.told !== null && !asking && now - askedAt >= ASK_EVERY) void look(press.told.id);
}

function keys(form: HTMLFormElement): void {
  const down = (event: KeyboardEvent): void => {
    const target = event.target instanceof HTMLElement ? event.target : null;
    if (stops(event, target)) {
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat) form.requestSubmit();
    } else if (ticks(event, target)) {
      event.preventDefault();
      target?.click();
    }
  };
  // A button is pressed by Space when the key goes up.
  const up = (event: KeyboardEvent): void => {
    if (stops(event, event.target instanceof HTMLElement ? event.target : null)) event.preventDefault();
  };
  addEventListener('keydown', down, { capture: true });
  addEventListener('keyup', up, { capture: true });
}

/** Take over the form of the static page. A press that throws leaves the form to the browser, which sends it. */
export function enhance(form: HTMLFormElement): void {
  form.addEventListener('submit', (event) => {
    const fromFinger = event.submitter !== null && performance.now() - fingerAt < ONE_PRESS;
    if (!fromFinger) press();
    event.preventDefault();
  });
  form.querySelector('button')?.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    press();
    fingerAt = performance.now();
  });
  keys(form);
  onStop(hear);
  setInterval(tick, LOOK_EVERY);
  effect(() => {
    const belts = treadmills.value;
    update((each, now) => measured(each, belts, now));
  });
}

/** The name of what STOP stops here; null = every belt. */
export const which = computed(() => (chosen.value === null ? null : (treadmill(chosen.value).value?.label ?? null)));
