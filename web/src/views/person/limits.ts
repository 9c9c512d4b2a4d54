/** A result of an outcome test as it is written, and what is wrong with one that was typed. Pure. */
import type { Schema } from '../../api/client.ts';
import { figure, typed } from '../../units/figures.ts';
import { language, t } from '../../words/words.ts';
import { ours } from '../../words/ours.ts';

type Test = Schema<'TestView'>;

// Tests are told to the hundredth at the most; a nought at the end says nothing.
const DECIMALS = 2;

/** "9.5", "120". */
export function plain(value: number): string {
  return figure(value, DECIMALS, language.value).replace(/([.,]\d*?)0+$/, '$1').replace(/[.,]$/, '');
}

/** What is wrong with a value, naming its limits; undefined = nothing, or nothing typed yet. */
export function wrong(text: string, test: Pick<Test, 'least' | 'most' | 'unit'>): string | undefined {
  if (text.trim() === '') return undefined;
  const value = typed(text);
  if (value === null) return t('parts.number');
  const outside = value < test.least || value > test.most;
  return outside ? t('parts.limits', { least: plain(test.least), most: plain(test.most), unit: ours('person.unit', test.unit) }) : undefined;
}
