// What the STOP bar and the alarm say: words and looks of a phase, kept up to date on the static page.
import { computed, effect, signal } from '@preact/signals';
import { link, treadmill } from '../live/store.ts';
import { chosen } from '../routes.ts';
import { t, type Key } from '../words/words.ts';
import { current, runaway, which } from './bar.ts';
import type { Phase, Why } from './press.ts';
import { hush, sound } from './siren.ts';
import { named, shown } from './standing.ts';

const SAYS: Readonly<Record<Phase, Key>> = {
  idle: 'stop.honest',
  sending: 'stop.phase.sending',
  sent: 'stop.phase.sent',
  answered: 'stop.phase.answered',
  slowing: 'stop.phase.slowing',
  stopped: 'stop.phase.stopped',
  cannot: 'stop.cannot',
};
const BECAUSE: Readonly<Record<Why, Key>> = {
  unanswered: 'stop.why.unanswered',
  refused: 'stop.why.refused',
  unlinked: 'stop.why.unlinked',
  silent: 'stop.why.silent',
  unconfirmed: 'stop.why.unconfirmed',
  alarm: 'stop.why.alarm',
};

const now = computed<Phase>(() => shown(current.value, chosen.value, link.value));

/** The name of the treadmill that was pressed, where it is not the one that is looked at; "" where it goes without saying. */
const whose = computed(() => {
  const id = now.value === 'idle' ? null : named(current.value, chosen.value);
  return id === null ? '' : (treadmill(id).value?.label ?? id);
});

/** What became of the press. */
function result(): string {
  const says = t(SAYS[now.value]);
  return whose.value === '' ? says : t('stop.of', { name: whose.value, says });
}

/** Why the key has to be pulled; null = no reason to. */
const alarm = computed<Key | null>(() => {
  const why = current.value?.why ?? null;
  if (why !== null) return BECAUSE[why];
  if (runaway.value.length === 0) return null;
  return runaway.value.some((each) => each.belt === 'adrift') ? 'stop.why.unlinked' : 'stop.why.alarm';
});

/** Somebody has heard it, and wants to be heard: it pauses, and comes back until nothing speaks against the belt. */
const hushed = signal(false);
/** Long enough to call for somebody, too short to forget a belt that moves (ms). */
const PAUSE = 30_000;

function pause(): void {
  hushed.value = true;
  setTimeout(() => (hushed.value = false), PAUSE);
}

function bar(form: HTMLFormElement): void {
  const word = form.querySelector('#stop-word');
  const name = form.querySelector('#stop-which');
  const says = form.querySelector('#stop-says');
  effect(() => {
    const offline = now.value === 'idle' && link.value === 'offline';
    form.dataset['phase'] = now.value;
    form.setAttribute('aria-label', t('stop.label'));
    if (word !== null) word.textContent = t('stop.press');
    if (name !== null) name.textContent = which.value === null ? t('stop.all') : t('stop.one', { name: which.value });
    if (says !== null) says.textContent = offline ? t('stop.offline') : result();
  });
}

function part<K extends keyof HTMLElementTagNameMap>(name: K, into: HTMLElement): HTMLElementTagNameMap[K] {
  return into.appendChild(document.createElement(name));
}

/** The whole screen but the bar. It is there from the beginning, so that a reader of screens knows the place. */
function screen(): void {
  const box = part('section', document.body);
  box.id = 'alarm';
  box.setAttribute('role', 'alert');
  const [title, why, belts] = [part('strong', box), part('p', box), part('p', box)];
  const quiet = part('button', box);
  quiet.type = 'button';
  quiet.onclick = pause;
  effect(() => {
    const reason = alarm.value;
    box.hidden = reason === null;
    title.textContent = reason === null ? '' : t('stop.cannot');
    why.textContent = reason === null ? '' : t(reason);
    belts.textContent = runaway.value.map((each) => each.label).join(', ') || whose.value;
    quiet.textContent = reason === null ? '' : t('stop.quiet');
    quiet.hidden = reason === null || hushed.value;
  });
}

/** Say it in words, over the whole screen and by sound. */
export function say(form: HTMLFormElement): void {
  bar(form);
  screen();
  effect(() => {
    if (alarm.value === null) hushed.value = false;
    if (alarm.value !== null && !hushed.value) sound();
    else hush();
  });
}
