/** What ids are called: people, protocols, and the devices that hold a lease. Asked for when the floor is opened. */
import { effect, signal, untracked, type Signal } from '@preact/signals';
import { ask } from '../../api/client.ts';
import { may } from '../../live/me.ts';
import { onEvent, treadmills } from '../../live/store.ts';

type Names = ReadonlyMap<string, string>;

export const people = signal<Names>(new Map());
export const protocols = signal<Names>(new Map());
/** Clients by the names their leases carry. */
export const clients = signal<Names>(new Map());

function put(names: Signal<Names>, id: string, name: string): void {
  if (names.peek().get(id) !== name) names.value = new Map(names.peek()).set(id, name);
}

/** Ask for the names of people and protocols, as far as this client may read them. */
export async function loadNames(): Promise<void> {
  if (!may('watch')) return;
  const [persons, library] = await Promise.all([ask('people', {}), ask('protocols', {})]);
  if (persons.ok) people.value = new Map(persons.value.map((each) => [each.id, each.name ?? '']));
  if (library.ok) protocols.value = new Map(library.value.map(({ protocol }) => [protocol.id, protocol.name]));
}

const asking = new Set<string>();

/** Learn what the holder of a lease is called; asked once for each. */
async function learnHolder(treadmill: string, client: string): Promise<void> {
  if (client === '' || !may('watch') || clients.peek().has(client) || asking.has(client)) return;
  asking.add(client);
  const answer = await ask('lease', { path: { treadmill } });
  asking.delete(client);
  if (answer.ok && answer.value.holder !== '') put(clients, answer.value.holder, answer.value.name);
}

/** Whoever holds a lease already is asked after; whoever takes one while we watch says their name. The answer ends it. */
export function followHolders(): () => void {
  const unheard = onEvent((event) => {
    if (event.type !== 'lease.changed') return;
    const { holder, name } = event.data as { holder: string; name: string };
    if (holder !== '') put(clients, holder, name);
  });
  const unseen = effect(() => {
    for (const { id, lease } of treadmills.value) void untracked(() => learnHolder(id, lease?.holder ?? ''));
  });
  return () => {
    unheard();
    unseen();
  };
}
