/**
 * A walk as columns of numbers, in room that never grows: what was, and behind it what is still planned.
 *
 * When the room is full every other point goes, and from then on points are taken half as often. The highest measured
 * speed of what is thrown together is kept, so that no peak is ever lost. Pure but for its own columns.
 */

/** Times in ms, speeds in steps of 0.01 km/h, inclinations of 0.1 %, heart rate in beats a minute; null = not known. */
export interface Point {
  at: number;
  speed: number | null;
  planned: number | null;
  allowed: number | null;
  cap: number | null;
  inclination: number | null;
  inclinationPlanned: number | null;
  inclinationAllowed: number | null;
  heart: number | null;
}

export type Column = keyof Point;
// Whole numbers and null: a browser keeps such arrays without an object for each number.
export type Columns = { readonly [C in Column]: (number | null)[] };

// One point for each pixel of the widest screen there is (TV, 1920).
export const ROOM = 2_048;
// What is still planned: two points for each segment, and no protocol has as many as this.
export const ROOM_AHEAD = 512;
// The gateway sends four frames a second.
const EVERY_MS = 250;

const NAMES: readonly Column[] = [
  'at',
  'speed',
  'planned',
  'allowed',
  'cap',
  'inclination',
  'inclinationPlanned',
  'inclinationAllowed',
  'heart',
];
// Of two points the higher one is kept here; everywhere else the later one.
const PEAKS: ReadonlySet<Column> = new Set(['speed', 'heart']);

function higher(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.max(one, other);
}

export class Trace {
  readonly columns: Columns;
  /** How many points are measured; those behind it are planned. */
  measured = 0;
  /** How far apart points are kept now (ms). */
  every = EVERY_MS;
  private readonly room: number;
  private ahead: readonly Point[] = [];

  constructor(room: number = ROOM) {
    this.room = room;
    this.columns = Object.fromEntries(NAMES.map((name) => [name, []])) as unknown as Columns;
  }

  /** The time of the last measured point; null = none. */
  get now(): number | null {
    return this.measured === 0 ? null : (this.columns.at[this.measured - 1] ?? null);
  }

  /** One more measurement; time never goes back. */
  add(point: Point): void {
    const last = this.now;
    if (last !== null && point.at < last) return;
    const near = this.measured > 1 && point.at - (this.columns.at[this.measured - 2] ?? 0) < this.every;
    this.cut(this.measured);
    if (near) this.merge(point);
    else this.push(point);
    if (this.measured >= this.room) this.thin();
    this.extend();
  }

  /** What is still planned, in order; what lies before the last measurement is left out. */
  plan(points: readonly Point[]): void {
    this.ahead = points.slice(0, ROOM_AHEAD);
    this.cut(this.measured);
    this.extend();
  }

  /** Forget everything. */
  clear(): void {
    this.ahead = [];
    this.measured = 0;
    this.every = EVERY_MS;
    this.cut(0);
  }

  private push(point: Point): void {
    for (const name of NAMES) this.columns[name].push(point[name]);
    this.measured += 1;
  }

  private merge(point: Point): void {
    const at = this.measured - 1;
    for (const name of NAMES) {
      const before = this.columns[name][at] ?? null;
      this.columns[name][at] = PEAKS.has(name) ? higher(before, point[name]) : point[name];
    }
  }

  private thin(): void {
    const half = Math.floor(this.measured / 2);
    for (const name of NAMES) {
      const column = this.columns[name];
      for (let to = 0; to < half; to++) {
        const [first, second] = [column[2 * to] ?? null, column[2 * to + 1] ?? null];
        column[to] = PEAKS.has(name) ? higher(first, second) : second;
      }
    }
    this.measured = half;
    this.cut(half);
    this.every *= 2;
  }

  private cut(length: number): void {
    for (const name of NAMES) this.columns[name].length = length;
  }

  private extend(): void {
    const now = this.now ?? Number.NEGATIVE_INFINITY;
    for (const point of this.ahead) {
      if (point.at > now) for (const name of NAMES) this.columns[name].push(point[name]);
    }
  }
}
