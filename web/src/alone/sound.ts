// "Pull the key" as a sound, on the safety page: the two tones of the page's own alarm, and nothing shared with it.

/** Hz, and how long each lasts (s). */
const TONES = [1_320, 880] as const;
const EACH = 0.25;
/** A quarter of an hour: a page in the background gets no timer in time, so it is all written down at once. */
const MANY = 3_600;

let tone: OscillatorNode | null = null;

/** Sound until told otherwise; silent where the browser has no sound. */
export function sound(): void {
  if (tone !== null || !('AudioContext' in globalThis)) return;
  const context = new AudioContext();
  const loudness = context.createGain();
  loudness.gain.value = 0.4;
  tone = context.createOscillator();
  tone.type = 'square';
  for (let at = 0; at < MANY; at += 1) tone.frequency.setValueAtTime(TONES[at % 2] ?? 0, context.currentTime + at * EACH);
  tone.onended = () => void context.close();
  tone.connect(loudness).connect(context.destination);
  tone.start();
}

/** Be silent. */
export function hush(): void {
  tone?.stop();
  tone = null;
}
