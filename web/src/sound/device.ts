/** The sound of this device: one loudspeaker, one voice, one motor, shared by everything that announces. */
import { signal } from '@preact/signals';
import { Announcer } from './announcer.ts';
import { Speech } from './speech.ts';
import { Tones } from './tones.ts';
import { vibrate } from './vibration.ts';

export const tones = new Tones();
export const speech = new Speech();

/** Whether sound may be heard: not before somebody has pressed something, and not while the system has taken it. */
export const audible = signal(false);

/** One for each treadmill that is announced; what they say comes out of the same loudspeaker. */
export const newAnnouncer = (): Announcer => new Announcer({
  tune: (name, urgent) => tones.play(name, urgent),
  pulse: (name) => void vibrate(name),
  say: (text, language, over) => speech.say(text, language, over),
  hush: () => speech.hush(),
  now: () => performance.now(),
});

async function unlock(): Promise<void> {
  audible.value = await tones.unlock();
}

/**
 * Let every press and every return to the page bring the sound back. Once, when the page starts. A press counts when it
 * is over: what says that sound is off goes away with it, and before that would take the button from under the finger.
 */
export function listenForPresses(): void {
  for (const kind of ['click', 'keydown'] as const) addEventListener(kind, () => void unlock(), { passive: true });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && audible.value) void unlock();
  });
}
