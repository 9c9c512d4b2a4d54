/** What is being written: kept while the page is open, so that a look at something else loses nothing. */
import { computed, signal } from '@preact/signals';
import { speedUnit } from '../../units/shown.ts';
import { read, type Verdict, type Whole } from './checking.ts';
import { blank, formed, ofWhole, type Draft } from './draft.ts';
import { yaml } from './yaml.ts';

export type Way = 'form' | 'text';

export const way = signal<Way>('form');
export const draft = signal<Draft>(blank());
export const text = signal('');

/** The text of the file as it stands, whichever way it is written. */
export const current = computed(() => (way.value === 'text' ? text.value : yaml(draft.value, speedUnit.value)));

/** Whether there is something to read: a form that was not begun is no mistake. */
export const begun = computed(() => way.value === 'text' || (draft.value.id !== '' && draft.value.name !== ''));

/** Begin anew. */
export function clear(): void {
  draft.value = blank();
  text.value = '';
  way.value = 'form';
}

/** Go on with a protocol that is there, under a name of its own. */
export function like(whole: Whole): void {
  const own = `${whole.protocol.id}-own`;
  draft.value = { ...ofWhole(whole, speedUnit.peek()), id: own };
  way.value = 'form';
}

/** Go on with the text of a file: in the form where it can hold it, else as the text it is. */
export async function bring(file: string): Promise<void> {
  text.value = file;
  way.value = 'text';
  toForm(await read(file));
}

/** From the form to its text. */
export function toText(): void {
  text.value = current.peek();
  way.value = 'text';
}

/** Whether the form can go on with a text. */
export function fits(verdict: Verdict): boolean {
  return verdict.text === text.value && verdict.whole !== null && formed(verdict.whole);
}

/** From the text to the form, if it can hold it. */
export function toForm(verdict: Verdict): void {
  if (verdict.whole === null || !fits(verdict)) return;
  draft.value = ofWhole(verdict.whole, speedUnit.peek());
  way.value = 'form';
}
