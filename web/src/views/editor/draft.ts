/** A protocol while it is written: texts as somebody types them, quantities with or without their unit. Pure. */
import type { Schema } from '../../api/client.ts';
import type { SpeedUnit } from '../../units/speed.ts';

type Whole = Schema<'WholeView'>;
type SegmentView = Schema<'SegmentView'>;

export const KINDS = ['settle', 'hold', 'ramp', 'turn', 'rest'] as const;
export type Kind = (typeof KINDS)[number];
export const FACINGS = ['backward', 'forward'] as const;
export type Facing = (typeof FACINGS)[number];

/** One segment. `lasts`: a duration such as "90 s" or "1:30", or a distance such as "40 m". `key`: only for the page. */
export interface Piece {
  readonly key: number;
  readonly kind: Kind;
  readonly facing: Facing;
  readonly speed: string;
  readonly inclination: string;
  readonly lasts: string;
  readonly say: string;
}

export const HEAD = [
  'id', 'name', 'level', 'who', 'frequency', 'progression', 'basis', 'speedCap', 'inclinationCap', 'rampUp', 'rampDown',
] as const;
export type HeadField = (typeof HEAD)[number];

export type Draft = Readonly<Record<HeadField, string>> & {
  readonly facing: Facing;
  readonly selfPaced: boolean;
  readonly pieces: readonly Piece[];
};

let keys = 0;

/** A new segment, facing as the one before it. */
export function piece(kind: Kind, facing: Facing, of: Partial<Piece> = {}): Piece {
  return { kind, facing, speed: '', inclination: '', lasts: '', say: '', ...of, key: (keys += 1) };
}

/** What everybody begins with: the belt's minimum for the level's dwell, backward. */
export function blank(): Draft {
  const empty = Object.fromEntries(HEAD.map((field) => [field, ''])) as Record<HeadField, string>;
  const pieces = [piece('settle', 'backward', { lasts: '30 s' }), piece('settle', 'backward', { lasts: '15 s' })];
  return { ...empty, level: 'beginner', facing: 'backward', selfPaced: false, pieces };
}

// A step is 0.01 km/h, and a mile an hour 1.609344 km/h.
const MPH = 1.609344;
const STEPS = 100;

/** A speed (km/h) or ramp as the reader writes it; in km/h where their unit could not say it exactly. */
export function written(kmh: number, unit: SpeedUnit): string {
  const tenths = Math.round((kmh / MPH) * 10) / 10;
  const exact = Math.floor(tenths * MPH * STEPS + 1e-9) === Math.round(kmh * STEPS);
  return unit === 'mph' && exact ? `${tenths} mph` : `${kmh} km/h`;
}

function rate(kmh: number, unit: SpeedUnit): string {
  const hundredths = Math.round((kmh / MPH) * 100) / 100;
  return unit === 'mph' ? `${hundredths} mph/s` : `${kmh} km/h/s`;
}

function length(segment: SegmentView): string {
  if (segment.distance_m != null) return `${segment.distance_m} m`;
  return segment.duration_s == null ? '' : `${segment.duration_s} s`;
}

function ofSegment(segment: SegmentView, unit: SpeedUnit): Piece {
  const goes = segment.kind === 'hold' || segment.kind === 'ramp';
  return piece(segment.kind as Kind, segment.facing as Facing, {
    speed: goes && segment.speed_kmh != null ? written(segment.speed_kmh, unit) : '',
    inclination: goes && segment.inclination_percent !== 0 ? `${segment.inclination_percent} %` : '',
    lasts: length(segment),
    say: segment.announce,
  });
}

/** A protocol that is there, to be written anew; repeats are unrolled. */
export function ofWhole(whole: Whole, unit: SpeedUnit): Draft {
  const { protocol, segments } = whole;
  const pieces = segments.map((each) => ofSegment(each, unit));
  const first = pieces[0];
  return {
    id: protocol.id,
    name: protocol.name,
    level: protocol.level,
    who: protocol.who,
    frequency: protocol.frequency,
    progression: protocol.progression,
    basis: protocol.basis,
    speedCap: written(protocol.speed_cap_kmh, unit),
    inclinationCap: `${protocol.inclination_cap_percent} %`,
    rampUp: rate(whole.ramp_up_kmh_per_s, unit),
    rampDown: rate(whole.ramp_down_kmh_per_s, unit),
    // Before a turn one faces the other way than after it.
    facing: first?.kind === 'turn' ? other(first.facing) : (first?.facing ?? 'backward'),
    selfPaced: protocol.self_paced,
    pieces,
  };
}

export function other(facing: Facing): Facing {
  return facing === 'backward' ? 'forward' : 'backward';
}

/** Whether the form can hold it: what the walker moves alone has no figures to write. */
export function formed(whole: Whole): boolean {
  return !whole.protocol.monitor_only;
}

// ── changes ──────────────────────────────────────────────────────────────────────────────────────────

/** The same with one segment changed; after a turn everything faces the new way. */
export function changed(draft: Draft, key: number, change: Partial<Piece>): Draft {
  return faced({ ...draft, pieces: draft.pieces.map((each) => (each.key === key ? { ...each, ...change } : each)) });
}

/** The same without one segment. */
export function without(draft: Draft, key: number): Draft {
  return faced({ ...draft, pieces: draft.pieces.filter((each) => each.key !== key) });
}

/** The same with a segment behind another; at the end without one. */
export function added(draft: Draft, kind: Kind, after: number | null): Draft {
  const at = after === null ? draft.pieces.length : draft.pieces.findIndex((each) => each.key === after) + 1;
  const made = piece(kind, draft.facing);
  return faced({ ...draft, pieces: [...draft.pieces.slice(0, at), made, ...draft.pieces.slice(at)] });
}

/** The same with a segment one place earlier (-1) or later (1). */
export function moved(draft: Draft, key: number, by: -1 | 1): Draft {
  const at = draft.pieces.findIndex((each) => each.key === key);
  const [one, two] = [draft.pieces[at], draft.pieces[at + by]];
  if (one === undefined || two === undefined) return draft;
  const pieces = [...draft.pieces];
  [pieces[at], pieces[at + by]] = [two, one];
  return faced({ ...draft, pieces });
}

/** Which way one faces follows from the beginning and the turns; nobody has to say it for each segment. */
export function faced(draft: Draft): Draft {
  let facing = draft.facing;
  const pieces = draft.pieces.map((each) => {
    if (each.kind === 'turn') facing = other(facing);
    return each.facing === facing ? each : { ...each, facing };
  });
  return { ...draft, pieces };
}
