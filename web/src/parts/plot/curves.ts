/** The curves of the plot: which there are, and how each is told from the others without its colour. */
import type { Key } from '../../words/words.ts';
import type { Curve } from './panel.ts';
import type { Column } from './trace.ts';

export type CurveName = 'planned' | 'allowed' | 'measured' | 'cap';

interface Drawn {
  colour: string;
  width: number;
  dash?: readonly number[];
}

// Wide and pale is the wish, the accent is what may be, thin and dark what is; a dotted line is a limit.
export const DRAWN: Readonly<Record<CurveName, Drawn>> = {
  planned: { colour: 'plot-planned', width: 6 },
  allowed: { colour: 'plot-allowed', width: 3 },
  measured: { colour: 'plot-measured', width: 2 },
  cap: { colour: 'plot-cap', width: 2, dash: [2, 5] },
};

export const NAMES: Readonly<Record<CurveName, Key>> = {
  planned: 'plot.planned',
  allowed: 'plot.allowed',
  measured: 'plot.measured',
  cap: 'plot.cap',
};

type Of = readonly (readonly [CurveName, Column])[];
export const SPEED: Of = [
  ['planned', 'planned'],
  ['allowed', 'allowed'],
  ['cap', 'cap'],
  ['measured', 'speed'],
];
export const INCLINATION: Of = [
  ['planned', 'inclinationPlanned'],
  ['allowed', 'inclinationAllowed'],
  ['measured', 'inclination'],
];

export function curves(of: Of): Curve[] {
  return of.map(([name, column]) => ({ ...DRAWN[name], name, column }));
}

export const HEART: readonly Curve[] = [{ column: 'heart', name: 'heart', colour: 'plot-heart', width: 2 }];
