// What a press of STOP has come to, from facts alone. Pure: facts and a time in, a phase out.
//
// Rule 1: only what was told or measured counts. "stopped" is a measured standstill, and nothing else.
// Rule 2: a phase is never taken back, except that nobody can say any more that the belt will stop.
import type { StopView } from '../live/store.ts';

/** sending: no answer yet · sent: the gateway has it · answered: by the treadmill · slowing, stopped: measured. */
export type Phase = 'idle' | 'sending' | 'sent' | 'answered' | 'slowing' | 'stopped' | 'cannot';

/** Why the app cannot stop the belt. */
export type Why = 'unanswered' | 'refused' | 'unlinked' | 'silent' | 'unconfirmed' | 'alarm';

/** A treadmill, as far as a stop needs it. */
export interface Belt {
  readonly id: string;
  readonly link: string;
  readonly belt: string;
  readonly alarms: readonly string[];
  readonly speed_kmh: number | null;
}

/**
 * Times in ms of one clock. `treadmill`: null = every one. `told`: what the gateway said last, and when.
 * `from`: the speed of each belt when it was pressed. `reached`: the furthest phase so far.
 */
export interface Press {
  readonly treadmill: string | null;
  readonly pressedAt: number;
  readonly told: StopView | null;
  readonly toldAt: number;
  readonly refused: boolean;
  readonly from: ReadonlyMap<string, number>;
  readonly belts: ReadonlyMap<string, Belt>;
  readonly reached: Phase;
  readonly why: Why | null;
}

/** On a local network an answer takes some 5 ms; who waits for a second of belt waits 50 cm at 1.8 km/h. */
export const UNANSWERED_AFTER = 1_000;
/** The treadmill's link is down: the gateway connects within a second or not soon. */
export const UNLINKED_AFTER = 1_000;
/** The gateway was heard, then not any more: what became of the stop is not known. */
export const SILENT_AFTER = 2_000;
/** The least fall of speed (km/h) that is not noise: the same as the gateway's own watch over a stop. */
export const FALLEN = 0.3;

const ORDER: readonly Phase[] = ['idle', 'sending', 'sent', 'answered', 'slowing', 'stopped'];
const further = (one: Phase, other: Phase): Phase => (ORDER.indexOf(one) >= ORDER.indexOf(other) ? one : other);

const byId = (belts: readonly Belt[]): Map<string, Belt> => new Map(belts.map((each) => [each.id, each]));

/** STOP is pressed: `belts` as they stand now. */
export function pressed(treadmill: string | null, belts: readonly Belt[], now: number): Press {
  const from = new Map(belts.map((each) => [each.id, each.speed_kmh ?? 0]));
  const press: Press = {
    treadmill, pressedAt: now, told: null, toldAt: now, refused: false, from, belts: byId(belts),
    reached: 'sending', why: null,
  };
  return press;
}

/** The gateway said what became of it. */
export function told(press: Press, stop: StopView, now: number): Press {
  return judged({ ...press, told: stop, toldAt: now, refused: false }, now);
}

/** The gateway answered, and said no. */
export function refused(press: Press, now: number): Press {
  return judged({ ...press, refused: true }, now);
}

/** The belts as they stand now. */
export function measured(press: Press, belts: readonly Belt[], now: number): Press {
  return judged({ ...press, belts: byId(belts) }, now);
}

/** Time went by. */
export function passed(press: Press, now: number): Press {
  return judged(press, now);
}

/** What to show: `cannot` while there is a reason for it, else how far it has come. */
export function phase(press: Press): Phase {
  return press.why === null ? press.reached : 'cannot';
}

function judged(press: Press, now: number): Press {
  const reached = further(press.reached, course(press));
  return { ...press, reached, why: reached === 'stopped' ? null : doubt(press, now) };
}

// ── how far it has come ────────────────────────────────────────────────────────────────────────────

/** Belts that a stop is about: a machine that was never heard, such as one that is switched off, is none. */
function parts(press: Press): [string, Part][] {
  const all = Object.entries(press.told?.treadmills ?? {});
  const heard = all.filter(([id]) => press.treadmill !== null || !unheard(press.belts.get(id)));
  return heard.length > 0 ? heard : all;
}

type Part = StopView['treadmills'][string];

function unheard(belt: Belt | undefined): boolean {
  return belt !== undefined && belt.link !== 'linked' && belt.belt === 'unknown';
}

/** What a state that the gateway tells means for one belt. */
const OF_STATE: Readonly<Record<string, Phase>> = {
  requested: 'sent',
  written: 'sent',
  acknowledged: 'answered',
  unconfirmed: 'sent',
  confirmed: 'stopped',
};

function course(press: Press): Phase {
  const phases = parts(press).map(([id, part]) => further(OF_STATE[part.state] ?? 'sent', slowing(press, id)));
  return phases.length === 0 ? 'sending' : phases.reduce((one, other) => (further(one, other) === one ? other : one));
}

/** A belt that was moving and is slower now. */
function slowing(press: Press, id: string): Phase {
  const speed = press.belts.get(id)?.speed_kmh ?? null;
  const before = press.from.get(id) ?? 0;
  return speed !== null && before > 0 && before - speed >= Math.min(FALLEN, before) ? 'slowing' : 'sent';
}

// ── what speaks against it ─────────────────────────────────────────────────────────────────────────

const DOUBTS: readonly [Why, (press: Press, now: number) => boolean][] = [
  ['refused', (press) => press.refused],
  ['alarm', (press) => concerned(press).some((each) => each.alarms.includes('pull_the_key'))],
  ['unconfirmed', (press) => parts(press).some(([, part]) => part.state === 'unconfirmed')],
  ['unanswered', (press, now) => press.told === null && now - press.pressedAt >= UNANSWERED_AFTER],
  ['unlinked', (press, now) => now - press.pressedAt >= UNLINKED_AFTER && parts(press).some(pending)],
  ['silent', (press, now) => press.told !== null && now - press.toldAt >= SILENT_AFTER],
];

function pending([, part]: [string, Part]): boolean {
  return part.delivery === 'pending' && part.state === 'requested';
}

/** The belts that a press is for. */
export function concerned(press: Press): Belt[] {
  const all = [...press.belts.values()];
  return press.treadmill === null ? all : all.filter((each) => each.id === press.treadmill);
}

function doubt(press: Press, now: number): Why | null {
  return DOUBTS.find(([, holds]) => holds(press, now))?.[0] ?? null;
}

// ── without a press ────────────────────────────────────────────────────────────────────────────────

/** Belts that the app cannot stop, whoever pressed what: their link is gone, or they do not obey. */
export function beyond<B extends Belt>(belts: readonly B[], chosen: string | null): B[] {
  const shown = belts.filter((each) => chosen === null || each.id === chosen);
  return shown.filter((each) => each.belt === 'adrift' || each.alarms.includes('pull_the_key'));
}
