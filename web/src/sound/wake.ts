/** Keeps the screen on while somebody walks. Browsers permit it in a secure context only. */
import { signal } from '@preact/signals';

/** on; off; missing: this browser, or this address, cannot; refused: it could, but would not (battery saving). */
export type Wake = 'on' | 'off' | 'missing' | 'refused';

export const wake = signal<Wake>('off');

let wanted = false;
let held: WakeLockSentinel | null = null;

async function take(): Promise<void> {
  if (!('wakeLock' in navigator)) {
    wake.value = 'missing';
    return;
  }
  try {
    held = await navigator.wakeLock.request('screen');
    held.addEventListener('release', () => (wake.value = wanted ? 'refused' : 'off'));
    wake.value = 'on';
  } catch {
    wake.value = 'refused';
  }
  if (!wanted) await letGo();
}

async function letGo(): Promise<void> {
  await held?.release();
  held = null;
  if (wake.value !== 'missing') wake.value = 'off';
}

/** A browser takes the lock away when the page is hidden, and does not give it back by itself. */
function again(): void {
  if (wanted && document.visibilityState === 'visible') void take();
}

/** Keep the screen on from now on, or no longer. */
export async function keepAwake(on: boolean): Promise<void> {
  wanted = on;
  document.removeEventListener('visibilitychange', again);
  if (on) document.addEventListener('visibilitychange', again);
  await (on ? take() : letGo());
}
