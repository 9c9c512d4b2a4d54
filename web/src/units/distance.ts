/** Distances in metres, shown in the system that goes with the reader's speed unit. */

import { figure, withUnit } from './figures.ts';
import type { Language } from '../words/words.ts';
import type { SpeedUnit } from './speed.ts';

// The international foot and mile, exact by definition.
const METRES_PER_FOOT = 0.3048;
const METRES_PER_MILE = 1609.344;
const METRES_PER_KM = 1_000;
// Below a tenth of a mile, miles with two decimals say less than feet do.
const MILES_FROM = 161;

type Shown = { value: number; decimals: number; unit: string };

function metric(metres: number): Shown {
  return metres < METRES_PER_KM
    ? { value: metres, decimals: 0, unit: 'm' }
    : { value: metres / METRES_PER_KM, decimals: 2, unit: 'km' };
}

function imperial(metres: number): Shown {
  return metres < MILES_FROM
    ? { value: metres / METRES_PER_FOOT, decimals: 0, unit: 'ft' }
    : { value: metres / METRES_PER_MILE, decimals: 2, unit: 'mi' };
}

/** "120 m", "1.24 km", "39 ft" or "0.75 mi". */
export function distanceText(metres: number | null, unit: SpeedUnit, language: Language): string {
  const shown = unit === 'mph' ? imperial(metres ?? 0) : metric(metres ?? 0);
  return withUnit(figure(metres === null ? null : shown.value, shown.decimals, language), shown.unit);
}
