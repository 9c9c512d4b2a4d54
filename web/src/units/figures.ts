/** Numbers as people read them: decimals by language. A missing figure is a dash, never a zero. */

import type { Language } from '../words/words.ts';

// What stands where nothing was measured.
export const UNKNOWN = '–';
// Keeps a figure and its unit on one line.
export const GAP = '\u00a0';

// Making a formatter costs a hundred times what using it does, and figures change four times a second.
const formatters = new Map<string, Intl.NumberFormat>();

function formatter(language: Language, decimals: number): Intl.NumberFormat {
  const key = `${language}${decimals}`;
  const kept = formatters.get(key);
  if (kept) return kept;
  const options = { minimumFractionDigits: decimals, maximumFractionDigits: decimals, useGrouping: false };
  const made = new Intl.NumberFormat(language, options);
  formatters.set(key, made);
  return made;
}

/** A number with so many decimals, as the language writes it. */
export function figure(value: number | null, decimals: number, language: Language): string {
  if (value === null || !Number.isFinite(value)) return UNKNOWN;
  // A belt that creeps back by less than what is shown stands: no "-0.0".
  const shown = formatter(language, decimals).format(value);
  return /^-[0.,]+$/.test(shown) ? shown.slice(1) : shown;
}

/** A figure and its unit; the unit is left out where nothing is known. */
export function withUnit(shown: string, unit: string): string {
  return shown === UNKNOWN ? UNKNOWN : `${shown}${GAP}${unit}`;
}

// One decimal mark, point or comma: "1.5" and "1,5" are the same wish; nine digits hold more than any belt.
const TYPED = /^(-?[0-9]{1,9})(?:[.,]([0-9]{1,9}))?$/;

/** What somebody typed as a number, with a point or a comma; null = it is none. */
export function typed(text: string): number | null {
  const found = TYPED.exec(text.trim());
  return found ? Number(`${found[1]}.${found[2] ?? '0'}`) : null;
}
