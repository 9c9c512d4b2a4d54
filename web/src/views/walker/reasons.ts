/** Sentences of the gateway that a walker reads often, in their own language; one we do not know stays as it came. */
import { find, language } from '../../words/words.ts';

/** A sentence as the name of a key: "the belt is not flat" → "the_belt_is_not_flat". */
export function keyOf(sentence: string): string {
  return sentence.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_').replaceAll(/^_|_$/g, '');
}

/** Why READY would be refused now. */
export function reasonNotReady(sentence: string): string {
  const known = find(`walker.not_ready.${keyOf(sentence)}`, language.value) ?? find(`sound.why.${sentence}`, language.value);
  return known ?? sentence;
}
