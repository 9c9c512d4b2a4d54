// Who this client is and what it may ask for; views hide or explain what is not there. The gateway judges, not the page.
import { signal } from '@preact/signals';
import { ask, type Schema } from '../api/client.ts';

export type Me = Schema<'MeView'>;

/** null = not asked yet, or not answered. */
export const me = signal<Me | null>(null);

/** Nobody that the gateway knows. */
const STRANGER: Me = {
  client: '', name: '', role: 'bystander', person: null, scopes: [], treadmill: null, may: {}, logged_in: false,
  confirmed_for_ms: 0, units: null, language: null,
};

/** Ask who we are: at the start, and whenever somebody logged in or out. A device that was sent away is a stranger's. */
export async function refreshMe(): Promise<void> {
  const answer = await ask('me', {});
  if (answer.ok) me.value = answer.value;
  else if (answer.problem.code === 'not-paired') me.value = STRANGER;
}

/** Whether this client may ask for an act of the table of roles at all ("start", "lease", "watch", …). */
export function may(act: string): boolean {
  return me.value !== null && act in me.value.may;
}

/** Whether people log in on this device: a screen only shows, and a stranger was not let in at all. */
export function takesLogins(): boolean {
  return me.value?.scopes.some((each) => each === 'control' || each === 'admin') ?? false;
}
