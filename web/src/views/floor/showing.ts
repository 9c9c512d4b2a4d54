/** Which question of the floor is open; one at a time. */
import { signal } from '@preact/signals';
import type { Call } from './calls.ts';

export type Showing =
  | { readonly what: 'lease'; readonly treadmill: string }
  | { readonly what: 'reset'; readonly treadmill: string }
  | { readonly what: 'wish'; readonly treadmill: string; readonly client: string; readonly name: string }
  | { readonly what: 'call'; readonly call: Call }
  | { readonly what: 'flags'; readonly person: string; readonly name: string };

export const showing = signal<Showing | null>(null);

export function close(): void {
  showing.value = null;
}
