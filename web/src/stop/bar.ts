// The STOP form, enhanced: it answers on the page instead of leaving it. Without this file the form still stops.
import { computed, effect, signal } from '@preact/signals';
import { ask } from '../api/client.ts';
import { channel } from '../live/connection.ts';
import { onStop, treadmill, treadmills, type StopView } from '../live/store.ts';
import { chosen } from '../routes.ts';
import { Sending } from './send.ts';
import { beyond, measured, passed, phase, pressed, refused, told, type Press } from './press.ts';
import { stops, ticks } from './keys.ts';
import { unlock } from './siren.ts';

/** How often a stop under way is looked at (ms): what is shown is never older than people notice. */
const LOOK_EVERY = 100;
/** How often the gateway is asked what became of it (ms). */
const ASK_EVERY = 250;
/** How long a measured standstill stays on the bar (ms). */
const SHOWN_FOR = 20_000;
/** A finger down and the click it becomes are one press (ms). */
const ONE_PRESS = 700;

/** The stop under way, or the last one; null = none to speak of. */
export const current = signal<Press | null>(null);
/** Belts the app cannot stop, pressed or not. */
export const runaway = computed(() => beyond(treadmills.value, chosen.value));

let sending: Sending | null = null;
let asking = false;
let askedAt = 0;
let pressedAt = -Infinity;

function update(change: (press: Press, now: number) => Press): void {
  const press = current.peek();
  if (press !== null) current.value = change(press, performance.now());
}

/** STOP: the treadmill that is looked at, or every one. */
export function press(): void {
  const now = performance.now();
  pressedAt = now;
  sending?.end();
  sending = new Sending(chosen.peek(), (each) => channel.stop(each), {
    accepted: (stop) => update((each, at) => told(each, stop, at)),
    refused: () => update(refused),
  });
  sending.go();
  const before = current.peek();
  const goesOn = before !== null && before.treadmill === chosen.peek() && phase(before) !== 'stopped';
  current.value = goesOn ? { ...before, toldAt: now } : pressed(chosen.peek(), treadmills.peek(), now);
  setTimeout(unlock); // a sound device may take its time to wake, and nothing waits for it
}

/** A stop that the channel tells of is ours if we wait for one: the byte was acknowledged. */
function hear(stop: StopView): void {
  if (current.peek() === null) return;
  sending?.end();
  update((each, now) => told(each, stop, now));
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
    if (now - press.toldAt > SHOWN_FOR) current.value = null;
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

/** Take over the form of the static page. */
export function enhance(form: HTMLFormElement): void {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const fromFinger = event.submitter !== null && performance.now() - pressedAt < ONE_PRESS;
    if (!fromFinger) press();
  });
  form.querySelector('button')?.addEventListener('pointerdown', (event) => {
    if (event.button === 0) press();
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
