/** A draft as the text of a protocol file. Pure. Whether it is one, the gateway judges. */
import type { SpeedUnit } from '../../units/speed.ts';
import type { Draft, Piece } from './draft.ts';

const BARE = /^\d+(?:[.,]\d+)?$/;
const CLOCK = /^(\d+):([0-5]\d)$/;
const SECONDS_PER_MINUTE = 60;

/** A quantity with its unit: what was typed, or the reader's own unit behind a bare number. */
export function quantity(text: string, unit: string): string {
  const plain = text.trim().replace(',', '.');
  return BARE.test(plain) ? `${plain} ${unit}` : plain;
}

/** A length: "1:30" and "90" are 90 s; "40 m" is a distance. */
export function lasting(text: string): string {
  const [, minutes, seconds] = CLOCK.exec(text.trim()) ?? [];
  if (minutes === undefined) return quantity(text, 's');
  return `${Number(minutes) * SECONDS_PER_MINUTE + Number(seconds)} s`;
}

/** Whether a length is a distance. */
export function isDistance(length: string): boolean {
  return /\d\s*k?m$/.test(length);
}

type Pair = readonly [string, string];

/** Keys and values of a flow mapping; what is empty is left out. */
function flow(pairs: readonly Pair[]): string {
  const said = pairs.filter(([, value]) => value !== '').map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return `{${said.join(', ')}}`;
}

function length(piece: Piece): Pair {
  const lasts = lasting(piece.lasts);
  return [isDistance(lasts) ? 'distance' : 'for', lasts];
}

function going(piece: Piece, unit: SpeedUnit, speed: 'speed' | 'to'): readonly Pair[] {
  return [[speed, quantity(piece.speed, unit)], ['inclination', quantity(piece.inclination, '%')], length(piece)];
}

const OF: Readonly<Record<Piece['kind'], (piece: Piece, unit: SpeedUnit) => readonly Pair[]>> = {
  settle: (piece) => [['for', lasting(piece.lasts)]],
  hold: (piece, unit) => going(piece, unit, 'speed'),
  ramp: (piece, unit) => going(piece, unit, 'to'),
  turn: (piece) => [['to', piece.facing], ['at least', lasting(piece.lasts)]],
  rest: (piece) => [['at least', lasting(piece.lasts)]],
};

function segment(piece: Piece, unit: SpeedUnit): string {
  return `  - ${piece.kind}: ${flow([...OF[piece.kind](piece, unit), ['say', piece.say.trim()]])}`;
}

function lines(pairs: readonly Pair[]): string[] {
  return pairs.filter(([, value]) => value.trim() !== '').map(([name, value]) => `${name}: ${JSON.stringify(value.trim())}`);
}

function nested(name: string, pairs: readonly Pair[]): string[] {
  const inside = flow(pairs);
  return inside === '{}' ? [] : [`${name}: ${inside}`];
}

/** The text of the file; `unit`: what a bare speed is meant in. */
export function yaml(draft: Draft, unit: SpeedUnit): string {
  const rate = `${unit}/s`;
  return [
    ...lines([['id', draft.id], ['name', draft.name], ['level', draft.level], ['who', draft.who]]),
    ...lines([['frequency', draft.frequency], ['progression', draft.progression], ['basis', draft.basis]]),
    ...nested('cap', [['speed', quantity(draft.speedCap, unit)], ['inclination', quantity(draft.inclinationCap, '%')]]),
    ...nested('ramp', [['up', quantity(draft.rampUp, rate)], ['down', quantity(draft.rampDown, rate)]]),
    `facing: ${draft.facing}`,
    ...(draft.selfPaced ? ['self_paced: true'] : []),
    'segments:',
    ...draft.pieces.map((each) => segment(each, unit)),
    '',
  ].join('\n');
}
