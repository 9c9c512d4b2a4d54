/** What the site is like, as anybody may know: home or gym, simulated, whether presence is shown at a console. */
import { ask, type Answer } from '../api/client.ts';
import { useRead } from './reading.ts';

export type Site = Answer<'site'>;

/** null while it is not known. */
export function useSite(): Site | null {
  return useRead(() => ask('site', {}), 'site').value;
}
