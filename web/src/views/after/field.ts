/** How a field of the report is read: in the reader's language and units, by its key, which ends with its unit. */
import type { Schema } from '../../api/client.ts';
import { figure, withUnit } from '../../units/figures.ts';
import { showDistance, showInclination, showSpeed } from '../../units/shown.ts';
import { clock, day, dayAndTime } from '../../units/time.ts';
import { find, language, t, told } from '../../words/words.ts';
import { ours } from '../../words/ours.ts';

export type Field = Schema<'EntryView'>;
type Show = (value: string) => string;
type Count = (value: number) => string;

const ends = (unit: string) => new RegExp(`${unit}$`);

// The first that fits counts.
const NUMBERS: readonly (readonly [RegExp, Count])[] = [
  [ends('stopped_in_s'), (value) => withUnit(figure(value, 1, language.value), 's')],
  [ends('done_percent'), (value) => withUnit(figure(value, 0, language.value), '%')],
  [ends('_s'), (value) => clock(value * 1_000)],
  [ends('_m'), (value) => showDistance(value)],
  [ends('_kmh'), (value) => showSpeed(value)],
  [ends('_percent'), (value) => showInclination(value)],
  [ends('_bpm'), (value) => withUnit(String(value), t('walker.heart.unit'))],
  [/^(?:pain_|rpe_end|readiness|confidence|morning_stiffness)/, (value) => t('after.of_ten', { value })],
];

const words = (group: string): Show => (value) => told(group, value);
const sentence = (group: string): Show => (value) => ours(group, value);

/** "0.5 % for 2:00 min, …": each inclination with its time. */
function inclines(value: string): string {
  const one = /(-?[0-9.]+) % for ([0-9:]+) (?:min|h)/g;
  return value.replaceAll(one, (_, percent: string, lasts: string) => `${showInclination(Number(percent))} ${lasts}`);
}

/** "no connection 0:05 min, …": each reason with its time; or "none". */
function doubts(value: string): string {
  const one = (each: string): string => {
    const [, why, lasts] = /^(.+) ([0-9:]+) (?:min|h)$/.exec(each) ?? [];
    return why === undefined ? ours('after.absent', each) : `${ours('after.doubt', why)} ${lasts}`;
  };
  return value.split(', ').map(one).join(', ');
}

/** "18–64", or "65 or more". */
function age(value: string): string {
  const [, least] = /^([0-9]+) or more$/.exec(value) ?? [];
  return least === undefined ? value : t('after.from_age', { n: least });
}

const TEXTS: Readonly<Record<string, Show>> = {
  began: (value) => dayAndTime(value, language.value),
  screened: (value) => day(value, language.value),
  level: words('start.level'),
  age_band: age,
  author: sentence('after.author'),
  state: words('after.state'),
  stop_reason: words('after.stop'),
  handrail: words('after.handrail'),
  pain_side: words('after.side'),
  protocol_hash: (value) => value.slice(0, 12),
  distance_source: sentence('after.source'),
  heart_rate_source: words('after.heart'),
  incline_profile: inclines,
  doubtful: doubts,
  rpe_marks: (value) => t('after.of_ten', { value }),
};

function item(value: string): string {
  return find(`walker.check.${value}.name`, language.value) ?? value.replaceAll('_', ' ');
}

function number(key: string, value: number): string {
  const show = NUMBERS.find(([fits]) => fits.test(key))?.[1];
  return show === undefined ? figure(value, Number.isInteger(value) ? 0 : 1, language.value) : show(value);
}

/** What it is called. */
export function label({ key, label: english }: Pick<Field, 'key' | 'label'>): string {
  return find(`after.field.${key}`, language.value) ?? english;
}

/** Its value in words; that there is none is said as such. */
export function shownValue({ key, value, shown }: Pick<Field, 'key' | 'value' | 'shown'>): string {
  if (value === null) return ours('after.absent', shown);
  if (typeof value === 'boolean') return t(value ? 'start.yes' : 'start.no');
  if (typeof value === 'number') return number(key, value);
  if (Array.isArray(value)) return value.map(item).join(', ');
  return TEXTS[key]?.(value) ?? value;
}

/** A field of the report by its key; undefined = this gateway has none such. */
export function fieldOf(sections: readonly Schema<'SectionView'>[], key: string): Field | undefined {
  return sections.flatMap((each) => each.entries).find((each) => each.key === key);
}
