/** What a record of measurements is worth, as far as the page tells it apart. Pure. */
import type { Answer } from '../../api/client.ts';

export type Proof = Answer<'commissioning'>;
export type Record = NonNullable<Proof['record']>;
export type Standing = 'blocked' | 'holds' | 'unfinished' | 'model' | 'never';

/** `trusted`: whether the treadmill goes as measured now; without a record its model may be proven, as a simulated one is. */
export function standing(proof: Proof, trusted: boolean): Standing {
  if (proof.record === null) return trusted ? 'model' : 'never';
  if (proof.blocked !== '') return 'blocked';
  return proof.commissioned ? 'holds' : 'unfinished';
}

/** When it was measured, as the API tells times of day; "" without. `at` is in seconds. */
export function when(record: Record): string {
  return typeof record.at === 'number' ? new Date(record.at * 1_000).toISOString() : '';
}
