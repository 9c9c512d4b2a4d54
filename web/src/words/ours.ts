/** The gateway's own sentences, in the reader's language where we have words for them. */
import { find, language } from './words.ts';

/** A sentence as the name of its words: "pain above 2, or not told" is "pain_above_2_or_not_told". */
export function slug(sentence: string): string {
  return sentence.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_').replaceAll(/^_|_$/g, '');
}

/** Our words for a sentence of the gateway; undefined where there are none. */
export function known(group: string, sentence: string): string | undefined {
  return find(`${group}.${slug(sentence)}`, language.value);
}

/** Our words for a sentence of the gateway; a sentence we do not know is told as it is. */
export function ours(group: string, sentence: string): string {
  return known(group, sentence) ?? sentence;
}
