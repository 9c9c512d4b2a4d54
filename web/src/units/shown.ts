/** What the API tells, as this reader reads it: in their unit and their language. */
import { computed } from '@preact/signals';
import { choices } from '../choices.ts';
import { language } from '../words/words.ts';
import { distanceText } from './distance.ts';
import { inclinationFigure, inclinationSteps, inclinationText } from './inclination.ts';
import { speedFigure, speedSteps, speedText, type SpeedUnit } from './speed.ts';

type Told = number | null | undefined;

/** The unit this reader chose. */
export const speedUnit = computed<SpeedUnit>(() => (choices.value.speed === 'mph' ? 'mph' : 'km/h'));

/** "2.4 km/h" of a `…_kmh` of the API. */
export function showSpeed(kmh: Told): string {
  return speedText(speedSteps(kmh), speedUnit.value, language.value);
}

/** "2.4" of a `…_kmh` of the API. */
export function showSpeedFigure(kmh: Told): string {
  return speedFigure(speedSteps(kmh), speedUnit.value, language.value);
}

/** "2.5 %" of a `…_percent` of the API. */
export function showInclination(percent: Told): string {
  return inclinationText(inclinationSteps(percent), language.value);
}

/** "2.5" of a `…_percent` of the API. */
export function showInclinationFigure(percent: Told): string {
  return inclinationFigure(inclinationSteps(percent), language.value);
}

/** "120 m" or "0.75 mi" of a `…_m` of the API. */
export function showDistance(metres: Told): string {
  return distanceText(metres ?? null, speedUnit.value, language.value);
}
