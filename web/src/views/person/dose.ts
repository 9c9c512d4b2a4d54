/** The next step: what it is, and one thing of it changed. The gateway judges; this keeps forms from asking in vain. */
import type { Schema } from '../../api/client.ts';

export type Dose = Schema<'DoseView'>;
export type Variable = 'seconds' | 'speed_kmh' | 'inclination_percent';
export const VARIABLES: readonly Variable[] = ['seconds', 'speed_kmh', 'inclination_percent'];

/** How far a thing may be changed: no more than the step that is proposed, or than was walked. */
export function most(last: Dose, proposed: Dose, name: Variable): number {
  return Math.max(last[name], proposed[name]);
}

/** What is walked instead: the last dose with one thing changed. */
export function instead(last: Dose, name: Variable, value: number): Schema<'Instead'> {
  const { seconds, speed_kmh, inclination_percent } = last;
  return { seconds, speed_kmh, inclination_percent, [name]: value };
}
