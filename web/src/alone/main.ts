// The STOP form of the safety page: it answers here instead of leaving. Without this file the form still tries to stop.
import { Press, type Phase, type Why } from './sending.ts';
import { hush, sound } from './sound.ts';

/** A finger down and the click it becomes are one press (ms). */
const ONE_PRESS = 700;
/** Long enough to call for somebody (ms), as on the page. */
const PAUSE = 30_000;
/** Where the worker sends a form that did not arrive: it was pressed already. */
const PRESSED = '?pressed';
/** What is said where, before anything is pressed. */
const PLACES = [
  ['stop-word', 'press'], ['stop-which', 'all'], ['stop-says', 'offline'], ['alarm-title', 'cannot'], ['alarm-quiet', 'quiet'],
] as const;

/** The words stand in the page in every language; what STOP says is said in the reader's. */
function spoken(): string {
  const known = [...document.querySelectorAll<HTMLElement>('#words [lang]')].map((each) => each.lang);
  const wanted = navigator.languages.map((each) => each.slice(0, 2).toLowerCase());
  return wanted.find((each) => known.includes(each)) ?? 'en';
}

function word(says: string): string {
  return document.querySelector(`#words [lang="${spoken()}"] [data-says="${says}"]`)?.textContent ?? '';
}

let press: Press | null = null;
let fingerAt = -Infinity;
let pause: ReturnType<typeof setTimeout> | undefined;

function alarm(on: boolean): void {
  const box = document.getElementById('alarm');
  if (box !== null) box.hidden = !on;
  const quiet = document.getElementById('alarm-quiet');
  if (quiet !== null) quiet.hidden = false;
  clearTimeout(pause);
  if (on) sound();
  else hush();
}

function write(place: string, says: string): void {
  const found = document.getElementById(place);
  if (found !== null) found.textContent = word(says);
}

function show(form: HTMLFormElement, phase: Phase, why: Why): void {
  form.dataset['phase'] = phase;
  write('stop-says', phase);
  write('alarm-why', why);
  alarm(phase === 'cannot');
}

function stop(form: HTMLFormElement): void {
  press?.end();
  press = new Press((phase, why) => show(form, phase, why));
  press.go();
}

/** Whoever has heard it wants to be heard; it comes back. */
function quiet(button: HTMLElement): void {
  hush();
  button.hidden = true;
  pause = setTimeout(() => alarm(true), PAUSE);
}

/** Escape and Space press it everywhere: nobody types here. */
function isStop(event: KeyboardEvent): boolean {
  return event.key === 'Escape' || (event.key === ' ' && !(event.ctrlKey || event.altKey || event.metaKey));
}

function keys(form: HTMLFormElement): void {
  const options = { capture: true };
  addEventListener('keydown', (event) => {
    if (!isStop(event)) return;
    event.preventDefault();
    if (!event.repeat) stop(form);
  }, options);
  // A button is pressed by Space when the key goes up.
  addEventListener('keyup', (event) => isStop(event) && event.preventDefault(), options);
}

function inWords(form: HTMLFormElement): void {
  form.setAttribute('aria-label', word('label'));
  form.lang = spoken();
  const alarmed = document.getElementById('alarm');
  if (alarmed !== null) alarmed.lang = spoken();
  for (const [place, says] of PLACES) write(place, says);
}

function enhance(form: HTMLFormElement): void {
  inWords(form);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (event.submitter === null || performance.now() - fingerAt >= ONE_PRESS) stop(form);
  });
  form.querySelector('button')?.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    fingerAt = performance.now();
    stop(form);
  });
  document.getElementById('alarm-quiet')?.addEventListener('click', (event) => quiet(event.currentTarget as HTMLElement));
  keys(form);
  if (location.search === PRESSED) stop(form);
}

const form = document.getElementById('stop');
if (form instanceof HTMLFormElement) enhance(form);
