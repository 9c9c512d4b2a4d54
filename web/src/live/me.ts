// Who this client is and what it may ask for; views hide or explain what is not there. The gateway judges, not the page.
import { signal } from '@preact/signals';
import { ask, type Schema } from '../api/client.ts';

export type Me = Schema<'MeView'>;

/** null = not asked yet, or not answered. */
export const me = signal<Me | null>(null);

/** Ask who we are: at the start, and whenever somebody logged in or out. */
export async function refreshMe(): Promise<void> {
  const answer = await ask('me', {});
  if (answer.ok) me.value = answer.value;
}

/** Whether this client may ask for an act of the table of roles at all ("start", "lease", "watch", …). */
export function may(act: string): boolean {
  return me.value !== null && act in me.value.may;
}

/** Whether people log in on this device: a screen only shows, and a stranger was not let in at all. */
export function takesLogins(): boolean {
  return me.value?.scopes.some((each) => each === 'control' || each === 'admin') ?? false;
}
