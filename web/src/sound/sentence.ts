/** What is said of an announcement, in the reader's language and unit, as it stands at the moment it is said. */
import { inclinationFigure } from '../units/inclination.ts';
import { speedFigure, type SpeedUnit } from '../units/speed.ts';
import { seconds } from '../units/time.ts';
import { find, language, t } from '../words/words.ts';
import type { Heard } from './heard.ts';

function figures({ speed, inclination }: Heard, unit: SpeedUnit): string {
  const spoken = unit === 'mph' ? 'sound.spoken.mph' : 'sound.spoken.kmh';
  const told = [
    speed === null ? '' : t(spoken, { speed: speedFigure(speed, unit, language.value) }),
    inclination === null ? '' : t('sound.spoken.percent', { inclination: inclinationFigure(inclination, language.value) }),
  ];
  return told.filter(Boolean).join(', ');
}

/** The gateway gives its reasons for a hold in English; those we know are told in the reader's language. */
function reason(text: string): string | undefined {
  return find(`sound.why.${text}`, language.value);
}

function what(heard: Heard, unit: SpeedUnit): string {
  if (heard.cue === 'held') return reason(heard.text) ?? t('sound.cue.held');
  if (heard.text !== '') return heard.text;
  const figured = figures(heard, unit);
  const words = t(`sound.cue.${heard.cue}`);
  return figured === '' ? words : t('sound.to', { what: words, figures: figured });
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase(language.value) + text.slice(1);
}

/** now: when it is said, which may be a little after it came. */
export function sentence(heard: Heard, unit: SpeedUnit, now: number): string {
  const told = what(heard, unit);
  const lead = heard.lead === null ? 0 : seconds(heard.at + heard.lead - now, 'left');
  if (lead < 1) return capital(told);
  return lead === 1 ? t('sound.soon', { what: told }) : t('sound.in', { lead, what: told });
}
