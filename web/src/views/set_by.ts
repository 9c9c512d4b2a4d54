/** Who set a limit, in words: a person by their name, a level by its own, else as the gateway says it. */
import { told } from '../words/words.ts';

export function setBy(of: { readonly source: string; readonly set_by: string }, names: ReadonlyMap<string, string>): string {
  return names.get(of.set_by) ?? told(of.source === 'level' ? 'start.level' : 'owner.caps.by', of.set_by);
}
