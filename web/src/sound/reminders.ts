/** What beginners are reminded of while they walk, by time on the belt. Never in the last seconds before a change. */
import { plain, type Heard } from './heard.ts';

// Light grip each minute for those who are new or old, "are you dizzy" once in the first minute of a first walk
// (clinical review §1, facts 12 and 20).
const GRIP_EVERY_MS = 60_000;
const GRIP_LEVELS: readonly string[] = ['first', 'older'];
const FEELING_AT_MS = 60_000;
const FEELING_LEVEL = 'first';
// A change has this long to itself.
const CLEAR_MS = 6_000;

export interface Time {
  belt_time_ms: number;
  change_in_ms: number | null;
}

function passed(before: number, after: number, every: number): boolean {
  return Math.floor(after / every) > Math.floor(before / every);
}

/** level: of the protocol that is walked. */
export function reminders(level: string, before: Time, after: Time, now: number): Heard[] {
  if (after.change_in_ms !== null && after.change_in_ms < CLEAR_MS) return [];
  const [was, is] = [before.belt_time_ms, after.belt_time_ms];
  if (level === FEELING_LEVEL && was < FEELING_AT_MS && is >= FEELING_AT_MS) return [plain('feeling', now)];
  return GRIP_LEVELS.includes(level) && passed(was, is, GRIP_EVERY_MS) ? [plain('light_grip', now)] : [];
}
