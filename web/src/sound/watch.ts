/**
 * What the page sees by itself in the frames of a treadmill, and has to be announced.
 *
 * The gateway tells its cues as events; a page that missed one (it was being loaded, its link was cut) tells of the
 * change all the same, from the frame, so that no change comes without notice (SR-40). Pure: a picture before and after.
 */

import { isCue, type CueName } from './cues.ts';
import { plain, type Heard } from './heard.ts';

/** What is looked at of a TreadmillView. */
export interface Seen {
  belt: string;
  latched: string | null;
  alarms: readonly string[];
  walk?: WalkSeen | null;
}

export interface WalkSeen {
  session: string | null;
  stage: string;
  segment: number;
  missing: readonly string[];
  change: string | null;
  change_in_ms: number | null;
  left_ms: number | null;
  belt_time_ms: number;
}

/** What is remembered from frame to frame. */
export interface Watch {
  seen: Seen | null;
  /** The change that was announced: session, segment and kind. */
  told: string;
  /** When a wish was last spoken. */
  wished: number;
}

export const UNSEEN: Watch = { seen: null, told: '', wished: Number.NEGATIVE_INFINITY };

export interface Looked {
  watch: Watch;
  heard: readonly Heard[];
}

// The gateway tells of a change 4 s ahead, the least is 3 s: between the two there is room for one lost event.
const NOTICE_MS = 3_500;
// What is asked of a person is asked again after this long.
const WISH_AGAIN_MS = 20_000;
const MINUTE_MS = 60_000;

function nameOf(walk: WalkSeen): string {
  return `${walk.session}/${walk.segment}/${walk.change}`;
}

/** A change the gateway told of: the frames that show the same are no news. */
export function toldOf(watch: Watch, cue: CueName): Watch {
  const walk = watch.seen?.walk;
  return walk && walk.change === cue ? { ...watch, told: nameOf(walk) } : watch;
}

function unannounced(watch: Watch, walk: WalkSeen, now: number): Heard | null {
  const { change, change_in_ms: lead } = walk;
  if (change === null || lead === null || lead > NOTICE_MS || watch.told === nameOf(walk)) return null;
  return isCue(change) && lead > 0 ? plain(change, now, lead) : null;
}

type Wish = (walk: WalkSeen) => boolean;
// What a person has to do before anything goes on.
const WISHES: readonly (readonly [CueName, Wish])[] = [
  ['ready_wanted', (walk) => walk.stage === 'awaiting_ready' && walk.missing.length === 0],
  ['steady_wanted', (walk) => walk.stage === 'settling' && walk.change_in_ms === 0],
];

function wished(walk: WalkSeen): CueName | undefined {
  return WISHES.find(([, wanted]) => wanted(walk))?.[0];
}

type Edge = (before: Seen, after: Seen) => boolean;
const EDGES: readonly (readonly [CueName, Edge])[] = [
  ['stopping', (before, after) => before.latched === null && after.latched !== null && after.belt !== 'latched'],
  ['stopped', (before, after) => before.belt === 'stopping' && after.belt === 'latched'],
  ['held', (before, after) => before.walk?.stage !== 'holding' && after.walk?.stage === 'holding'],
  ['minute_left', (before, after) => crossed(before.walk?.left_ms, after.walk?.left_ms)],
];

function crossed(before: number | null | undefined, after: number | null | undefined): boolean {
  return (before ?? 0) > MINUTE_MS && after !== null && after !== undefined && after > 0 && after <= MINUTE_MS;
}

function edges(before: Seen | null, after: Seen, now: number): Heard[] {
  const alarms = after.alarms.filter((each) => isCue(each) && !before?.alarms.includes(each)) as CueName[];
  const found = before === null ? [] : EDGES.filter(([, edge]) => edge(before, after)).map(([cue]) => cue);
  return [...alarms, ...found].map((cue) => plain(cue, now));
}

/** Look at the next frame. */
export function look(watch: Watch, seen: Seen, now: number): Looked {
  const heard = edges(watch.seen, seen, now);
  const next: Watch = { ...watch, seen };
  const change = seen.walk ? unannounced(watch, seen.walk, now) : null;
  if (change && seen.walk) {
    heard.push(change);
    next.told = nameOf(seen.walk);
  }
  const wish = seen.walk ? wished(seen.walk) : undefined;
  if (wish === undefined) next.wished = Number.NEGATIVE_INFINITY;
  else if (now - watch.wished >= WISH_AGAIN_MS) {
    heard.push(plain(wish, now));
    next.wished = now;
  }
  return { watch: next, heard };
}

/** Whether what was announced does not come any more: held, or stopped. */
export function takenBack(before: Seen | null, after: Seen): boolean {
  const held = before?.walk?.stage !== 'holding' && after.walk?.stage === 'holding';
  return held || (before?.latched === null && after.latched !== null);
}
