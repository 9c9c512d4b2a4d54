/** Caps as the owner sees and sets them: which layer limits, and what a form asks the gateway for. Pure. */
import type { Schema } from '../../api/client.ts';
import { percentOf } from '../../units/inclination.ts';
import { kmhOf } from '../../units/speed.ts';

export type Limits = Schema<'LimitsView'>;
export type Layer = Schema<'LayerView'>;
export type Rule = Schema<'RuleView'>;
type Asked = Schema<'Limit'>;

export type Kind = 'speed' | 'inclination' | 'belt_time';
export const KINDS: readonly Kind[] = ['speed', 'inclination', 'belt_time'];

interface Figures {
  readonly speed_kmh: number | null;
  readonly inclination_percent: number | null;
  readonly belt_time_s: number | null;
}

const FIELDS: Readonly<Record<Kind, keyof Figures>> = {
  speed: 'speed_kmh',
  inclination: 'inclination_percent',
  belt_time: 'belt_time_s',
};
const BY = { speed: 'speed_by', inclination: 'inclination_by', belt_time: 'belt_time_by' } as const;

/** What a layer, a rule or all of them together say about one kind; null = nothing. */
export function figureOf(of: Figures, kind: Kind): number | null {
  return of[FIELDS[kind]];
}

/** Whether this layer is the one that limits. */
export function limits(all: Limits, layer: Layer, kind: Kind): boolean {
  return figureOf(layer, kind) !== null && layer.source === all[BY[kind]] && lowest(all, layer.source, kind) === figureOf(layer, kind);
}

function lowest(all: Limits, source: string, kind: Kind): number {
  const said = all.layers.filter((each) => each.source === source).map((each) => figureOf(each, kind));
  return Math.min(...said.filter((each) => each !== null));
}

/** The kind that a rule is about. */
export function kindOf(rule: Rule): Kind {
  return KINDS.find((kind) => figureOf(rule, kind) !== null) ?? 'speed';
}

/** What lies beneath a rule: what holds there once everything temporary has run out. */
function beneath(rule: Rule, kind: Kind): number | null {
  const was = { speed: rule.was_speed_kmh, inclination: rule.was_inclination_percent, belt_time: rule.was_belt_time_s };
  return was[kind];
}

/** Where a rule belongs: the newest of a place counts. */
function placeOf(rule: Rule): string {
  return [rule.source, rule.person, rule.treadmill, rule.facing, kindOf(rule)].join('|');
}

/** What held when a rule was set: what the one before it in its place said at that time. `rules`: newest first. */
export function heldBefore(rule: Rule, rules: readonly Rule[]): number | null {
  const kind = kindOf(rule);
  const same = rules.filter((each) => placeOf(each) === placeOf(rule));
  const former = same[same.findIndex((each) => each.id === rule.id) + 1];
  if (former === undefined) return beneath(rule, kind);
  const held = former.expires === null || Date.parse(former.expires) > Date.parse(rule.at);
  return held ? figureOf(former, kind) : beneath(former, kind);
}

/** The newest rule of each place is the one that counts; one that has run out says what was before it. */
export function inForce(rules: readonly Rule[], now: number): ReadonlySet<string> {
  const newest = new Map<string, Rule>();
  for (const rule of rules) {
    if (!newest.has(placeOf(rule))) newest.set(placeOf(rule), rule);
  }
  const holds = [...newest.values()].filter((rule) => rule.expires === null || Date.parse(rule.expires) > now);
  return new Set(holds.map((rule) => rule.id));
}

// ── setting one ────────────────────────────────────────────────────────────────────────────────────

export type Whose = 'site' | 'backward' | 'forward' | 'person';
export const WHOSE: readonly Whose[] = ['site', 'backward', 'forward', 'person'];
/** How long it holds, in days; "stays" only suits what lowers. */
export const ENDS = ['stays', '1', '7', '30', '90'] as const;
export type End = (typeof ENDS)[number];

/** `steps`: 0.01 km/h, 0.1 % or whole minutes; null = nothing that can be taken was typed. */
export interface Draft {
  readonly whose: Whose;
  readonly kind: Kind;
  readonly steps: number | null;
  readonly person: string;
  readonly treadmill: string;
  readonly reason: string;
  readonly end: End;
}

/** The most that may be typed: the ceilings of the code, which nobody raises (4.0 mph, 10 %, 30 min). */
export const MOST: Readonly<Record<Kind, number>> = { speed: 643, inclination: 100, belt_time: 30 };

const MINUTE = 60;
const DAY = 86_400;

function said({ kind, steps }: Draft): Partial<Asked> {
  const value = steps ?? 0;
  if (kind === 'speed') return { speed_kmh: kmhOf(value) };
  return kind === 'inclination' ? { inclination_percent: percentOf(value) } : { belt_time_s: value * MINUTE };
}

/** When a cap that is set now runs out, in s UTC; null = it stays. */
export function expiry(end: End, now: number): number | null {
  return end === 'stays' ? null : Math.floor(now / 1_000) + Number(end) * DAY;
}

/** What to ask the gateway for. The same draft and end are the same request: a raise for everybody is asked for twice. */
export function asked(draft: Draft, expires: number | null): Asked {
  const facing = draft.whose === 'backward' || draft.whose === 'forward' ? draft.whose : null;
  return {
    source: draft.whose === 'person' ? 'person' : facing === null ? 'site' : 'facing',
    ...said(draft),
    ...(facing === null ? {} : { facing }),
    ...(draft.whose === 'person' ? { person: draft.person } : {}),
    ...(draft.treadmill === '' ? {} : { treadmill: draft.treadmill }),
    ...(expires === null ? {} : { expires }),
    reason: draft.reason.trim(),
  };
}

export type Missing = 'value' | 'person';

/** What a draft still lacks; the first that does. */
export function missing(draft: Draft): Missing | null {
  if (draft.whose === 'person' && draft.person === '') return 'person';
  return draft.steps === null ? 'value' : null;
}

/** A draft that puts back what held before a rule. */
export function lifted(rule: Rule, rules: readonly Rule[]): Draft {
  const kind = kindOf(rule);
  const was = heldBefore(rule, rules);
  const scale: Readonly<Record<Kind, number>> = { speed: 100, inclination: 10, belt_time: 1 / MINUTE };
  const facing = rule.facing === 'forward' ? 'forward' : 'backward';
  const whose = rule.source === 'person' ? 'person' : rule.source === 'facing' ? facing : 'site';
  return {
    whose,
    kind,
    steps: was === null ? null : Math.round(was * scale[kind]),
    person: rule.person ?? '',
    treadmill: rule.treadmill ?? '',
    reason: '',
    end: '30',
  };
}
