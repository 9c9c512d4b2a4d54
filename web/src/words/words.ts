// What the page says, in the language of whoever reads it. Keys are those of en.json; a test holds the others to it.
import { signal } from '@preact/signals';
import type english from './en.json';
import first from './en.json?first' with { type: 'json' };

type Tree = { readonly [key: string]: string | Tree };
type Keys<T> = T extends string
  ? never
  : { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Keys<T[K]>}` }[keyof T & string];

export type Key = Keys<typeof english>;
export type Values = Readonly<Record<string, string | number>>;
export type Language = 'en' | 'de' | 'es';

export const LANGUAGES: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch', es: 'Español' };
/** Words come when somebody reads them, so that nobody waits for those of others. */
const COMING: Readonly<Record<Language, () => Promise<{ default: Tree }>>> = {
  en: () => import('./en.json', { with: { type: 'json' } }),
  de: () => import('./de.json', { with: { type: 'json' } }),
  es: () => import('./es.json', { with: { type: 'json' } }),
};
/** What STOP says in English is part of the page, whatever else can be fetched. */
const words: Partial<Record<Language, Tree>> = { en: first };
const whole = new Set<Language>();

export const language = signal<Language>('en');

/** Have the words of a language here, and go on speaking as before; false if they cannot come. */
export async function bring(tongue: Language): Promise<boolean> {
  try {
    if (!whole.has(tongue)) words[tongue] = (await COMING[tongue]()).default;
    whole.add(tongue);
    return true;
  } catch {
    return false;
  }
}

/** Speak a language from when its words are here; false, and it stays as it is, if they cannot come. */
export async function speak(tongue: Language): Promise<boolean> {
  const here = await bring(tongue);
  if (here) language.value = tongue;
  return here;
}

/** The first language of a list that we speak; English if none. */
export function spoken(wanted: readonly string[]): Language {
  const ours = wanted.map((each) => each.slice(0, 2).toLowerCase()).find((each) => each in LANGUAGES);
  return (ours ?? 'en') as Language;
}

/** The words of a key in a language, or undefined where there are none. */
export function find(key: string, tongue: Language): string | undefined {
  let at: string | Tree | undefined = words[tongue];
  for (const name of key.split('.')) at = typeof at === 'object' ? at[name] : undefined;
  return typeof at === 'string' ? at : undefined;
}

/** What the page says here, with `{name}` replaced by its value. */
export function t(key: Key, values: Values = {}): string {
  return filled(find(key, language.value) ?? find(key, 'en') ?? key, values);
}

/** Words for a code that the gateway may add to one day: the key if we have words for it, else the code itself. */
export function told(group: string, code: string, values: Values = {}): string {
  const key = `${group}.${code.replaceAll(/[- ]/g, '_')}`;
  const words = find(key, language.value) ?? find(key, 'en');
  return words === undefined ? code.replaceAll(/[-_]/g, ' ') : filled(words, values);
}

function filled(words: string, values: Values): string {
  return words.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
