/** What is wrong with a text, put where it was typed: at a field of the head, at a segment's field, or at the whole. Pure. */
import type { Schema } from '../../api/client.ts';
import type { Draft, HeadField } from './draft.ts';

export type Line = Schema<'Line'>;

export type PieceField = 'speed' | 'inclination' | 'lasts' | 'say';

export interface Faults {
  /** By field of the head. */
  readonly head: Readonly<Partial<Record<HeadField, string>>>;
  /** By the key of a segment: its fields, and what is about all of it. */
  readonly pieces: ReadonlyMap<number, Readonly<Partial<Record<PieceField | 'whole', string>>>>;
  /** What has no place in the form. */
  readonly rest: readonly Line[];
}

const SEGMENT = /^segments\[(\d+)\](?:\.(.*))?$/;

const HEADS: Readonly<Record<string, HeadField>> = {
  id: 'id', name: 'name', level: 'level', who: 'who', frequency: 'frequency', progression: 'progression', basis: 'basis',
  'cap.speed': 'speedCap', 'cap.inclination': 'inclinationCap', 'ramp.up': 'rampUp', 'ramp.down': 'rampDown',
};

const FIELDS: Readonly<Record<string, PieceField>> = {
  speed: 'speed', to: 'speed', inclination: 'inclination', for: 'lasts', distance: 'lasts', 'at least': 'lasts', say: 'say',
};

export const NONE: Faults = { head: {}, pieces: new Map(), rest: [] };

/** Sort them. The draft is the one whose text was read. */
export function placed(lines: readonly Line[], draft: Draft): Faults {
  const head: Partial<Record<HeadField, string>> = {};
  const pieces = new Map<number, Partial<Record<PieceField | 'whole', string>>>();
  const rest: Line[] = [];
  for (const line of lines) {
    const [, number, below = ''] = SEGMENT.exec(line.field) ?? [];
    const at = number === undefined ? undefined : draft.pieces[Number(number) - 1];
    const field = HEADS[line.field];
    if (at !== undefined) {
      const own = { ...pieces.get(at.key) };
      own[FIELDS[below.split('.').at(-1) ?? ''] ?? 'whole'] ??= line.message;
      pieces.set(at.key, own);
    } else if (field !== undefined) head[field] ??= line.message;
    else rest.push(line);
  }
  return { head, pieces, rest };
}
