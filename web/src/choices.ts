// What somebody chose on this device: language, units, look. Kept by the browser, and nothing depends on its being kept.
import { signal } from '@preact/signals';
import { bring, language, speak, spoken, type Language } from './words/words.ts';

/** Each choice and what it may be; the first is what it is without one. Languages follow the browser. */
export const CHOICES = {
  language: ['', 'en', 'de', 'es'],
  speed: ['kmh', 'mph'],
  look: ['auto', 'light', 'dark', 'tv'],
} as const;

export type Choice = keyof typeof CHOICES;
type Values = { [C in Choice]: (typeof CHOICES)[C][number] };

const KEPT = 'retrowalk.';
/** Words that did not come are asked for again after this long (ms). */
const WORDS_AGAIN = 1_000;

function kept(choice: Choice): string | null {
  try {
    return localStorage.getItem(KEPT + choice);
  } catch {
    return null; // a browser that keeps nothing for us
  }
}

function valid<C extends Choice>(choice: C, value: string | null): Values[C] {
  const known: readonly string[] = CHOICES[choice];
  return (value !== null && known.includes(value) ? value : known[0]) as Values[C];
}

export const choices = signal<Values>({ language: '', speed: 'kmh', look: 'auto' });

async function apply(): Promise<boolean> {
  const { language: tongue, look } = choices.value;
  document.documentElement.dataset['look'] = look;
  const spoke = await speak(tongue === '' ? spoken(navigator.languages) : (tongue as Language));
  document.documentElement.lang = language.value;
  return spoke;
}

/** Ask until it comes. */
async function until(come: () => Promise<boolean>): Promise<void> {
  while (!(await come())) await new Promise((again) => setTimeout(again, WORDS_AGAIN));
}

/** Read what was chosen here before, and have its words: those of English, for as long as its own do not come. Speed is in miles where the browser is American by default. */
export async function readChoices(): Promise<void> {
  const speed = kept('speed') ?? (navigator.language === 'en-US' ? 'mph' : 'kmh');
  choices.value = { language: valid('language', kept('language')), speed: valid('speed', speed), look: valid('look', kept('look')) };
  if (!(await apply())) await Promise.race([until(apply), until(() => bring('en'))]);
}

/** Choose, and keep it if the browser does. */
export function choose(choice: Choice, value: string): void {
  choices.value = { ...choices.value, [choice]: valid(choice, value) };
  try {
    localStorage.setItem(KEPT + choice, value);
  } catch {
    // Chosen for as long as the page is open.
  }
  void until(apply);
}
