// The sound of "pull the key". It shares nothing with the announcements, so that nothing there can be in its way.

/** Two tones that nobody takes for an announcement (Hz), and how long each lasts (s). */
const HIGH = 1_320;
const LOW = 880;
const EACH = 0.25;

let context: AudioContext | null = null;
let tone: OscillatorNode | null = null;

/** Browsers let a page sound only after a press: call it from one. */
export function unlock(): void {
  try {
    context ??= new AudioContext();
    void context.resume();
  } catch {
    context = null; // a browser without sound
  }
}

/** Sound until told otherwise. */
export function sound(): void {
  unlock();
  if (context === null || tone !== null) return;
  const made = context.createOscillator();
  tone = made;
  made.type = 'square';
  wail(made.frequency, context.currentTime);
  const loudness = context.createGain();
  loudness.gain.value = 0.4;
  made.connect(loudness).connect(context.destination);
  made.start();
  made.onended = () => {
    // The end of one that was hushed may come after the next has begun.
    if (tone === made) tone = null;
  };
}

/** A quarter of an hour of it, written down at once: a page in the background gets no timer in time. */
function wail(frequency: AudioParam, from: number): void {
  for (let at = 0; at < 3_600; at += 1) frequency.setValueAtTime(at % 2 === 0 ? HIGH : LOW, from + at * EACH);
}

/** Be silent. */
export function hush(): void {
  tone?.stop();
  tone?.disconnect();
  tone = null;
}
