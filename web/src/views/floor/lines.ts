/**
 * What a card says, line by line, as signals of text: 30 treadmills four times a second touch the page only where a
 * letter changes.
 */
import { computed, type ReadonlySignal } from '@preact/signals';
import { treadmill, type Treadmill } from '../../live/store.ts';
import { showInclination, showSpeed, showSpeedFigure } from '../../units/shown.ts';
import { clock } from '../../units/time.ts';
import { t, told } from '../../words/words.ts';
import { isTrial } from '../trial.ts';
import { clients, people, protocols } from './names.ts';
import { headline, isOld, type Headline } from './standing.ts';

/** Who walks: a name where it may be read, else that somebody does; "" = nobody. */
function who({ walk }: Treadmill): string {
  if (!walk) return '';
  if (isTrial(walk)) return t('floor.measuring');
  return people.value.get(walk.person ?? '') || t('floor.somebody');
}

/** What is walked, which part of it, and which way they face. */
function what({ walk }: Treadmill): string {
  if (!walk || isTrial(walk)) return '';
  const name = protocols.value.get(walk.protocol) ?? walk.protocol;
  const part = t('floor.segment', { at: Math.min(walk.segment + 1, walk.segments), of: walk.segments });
  return [part, walk.facing ? told('floor.facing', walk.facing) : '', name].filter(Boolean).join(' · ');
}

/** What it should be: planned, and less than that where a cap or a person says so. */
function planned({ walk }: Treadmill): string {
  if (!walk?.planned) return '';
  const wanted = t('floor.planned', { speed: showSpeed(walk.planned.speed_kmh) });
  const less = walk.allowed !== null && walk.allowed.speed_kmh < walk.planned.speed_kmh;
  return less ? `${wanted}, ${t('floor.allowed', { speed: showSpeed(walk.allowed?.speed_kmh) })}` : wanted;
}

function cap({ cap: limit }: Treadmill): string {
  if (!limit || limit.speed_kmh === null) return '';
  const layer = told('floor.layer', limit.speed_source ?? '');
  const by = people.value.get(limit.speed_set_by) || '';
  const said = { speed: showSpeed(limit.speed_kmh), layer, by };
  return by === '' ? t('floor.cap', said) : t('floor.cap_by', said);
}

/** Who may start and raise here. `client`: who holds the lease, "" = nobody; `self`: who reads this. */
export function holderText(client: string, self: string): string {
  if (client === '') return t('floor.lease.nobody');
  if (client === self) return t('floor.lease.yours');
  return t('floor.lease.held', { name: clients.value.get(client) || t('floor.lease.other') });
}

/** The headline in words. */
export function headlineText({ group, code, more }: Headline): string {
  const says = told(`floor.${group}`, code);
  return more > 0 ? t('floor.more', { says, more }) : says;
}

const LINES = {
  label: (machine: Treadmill) => machine.label,
  headline: (machine: Treadmill) => headlineText(headline(machine)),
  tone: (machine: Treadmill) => headline(machine).tone,
  who,
  what,
  planned,
  cap,
  speed: (machine: Treadmill) => showSpeedFigure(machine.speed_kmh),
  left: (machine: Treadmill) => clock(machine.walk?.left_ms, 'left'),
  tilt: (machine: Treadmill) => showInclination(machine.inclination_percent),
  age: (machine: Treadmill) => (isOld(machine) ? 'old' : 'fresh'),
  link: (machine: Treadmill) => machine.link,
  belt: (machine: Treadmill) => machine.belt,
  latched: (machine: Treadmill) => machine.latched ?? '',
  stage: (machine: Treadmill) => machine.walk?.stage ?? '',
  holder: (machine: Treadmill) => machine.lease?.holder ?? '',
} as const;

export type Line = keyof typeof LINES;
export type Lines = Readonly<Record<Line, ReadonlySignal<string>>>;

/** Every line of a card; "" while the treadmill is not known. */
export function linesOf(id: string): Lines {
  const machine = treadmill(id);
  const line = (pick: (machine: Treadmill) => string): ReadonlySignal<string> =>
    computed(() => (machine.value === undefined ? '' : pick(machine.value)));
  return Object.fromEntries(Object.entries(LINES).map(([name, pick]) => [name, line(pick)])) as Lines;
}
