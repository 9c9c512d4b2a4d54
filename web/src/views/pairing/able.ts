/** What a treadmill can do and what to mind about it, in words. */
import type { Answer, Schema } from '../../api/client.ts';
import { showInclination, showSpeed } from '../../units/shown.ts';
import { t } from '../../words/words.ts';

export type Profile = Answer<'profile'>;
export type Advisory = Schema<'AdvisoryView'>;

/** "0.8 km/h to 12.0 km/h in steps of 0.1 km/h, up to 12.0 %"; "" while nothing is known. */
export function ability(profile: Profile): string {
  if (profile.speed_min_kmh === null) return '';
  const speeds = t('pairing.able.speeds', {
    least: showSpeed(profile.speed_min_kmh),
    most: showSpeed(profile.speed_max_kmh),
    step: showSpeed(profile.speed_step_kmh),
  });
  const steep = profile.inclination_max_percent;
  return `${speeds}, ${steep === null ? t('pairing.able.flat') : t('pairing.able.steep', { most: showInclination(steep) })}`;
}

/** What is to be minded first; null = nothing. What blocks comes first from the gateway. */
export function worst(profile: Profile): Advisory | null {
  return profile.advisories[0] ?? null;
}
