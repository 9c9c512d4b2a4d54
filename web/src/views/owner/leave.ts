/** How long a device is let in for, as forms offer it. Pure. */

export const LASTS = ['same', 'day', 'month', 'year', 'never'] as const;
export type Lasts = (typeof LASTS)[number];

const DAY = 86_400;
const SECONDS: Readonly<Record<Exclude<Lasts, 'same' | 'never'>, number>> = { day: DAY, month: 30 * DAY, year: 365 * DAY };

/** What is told of it: nothing keeps it as it is, null lets it in until it is revoked. */
export function lasts(end: Lasts): { lasts_s?: number | null } {
  if (end === 'same') return {};
  return { lasts_s: end === 'never' ? null : SECONDS[end] };
}
