/** Which events are marked on the chart, and by which word. Pure. */
import type { Happened } from '../../live/store.ts';

export interface Marked {
  /** Where its words are: a group, and its name in it. */
  readonly group: 'walker.mark' | 'walker.latched.says';
  readonly code: string;
  readonly alarm: boolean;
}

// Changes the chart shows by its lines are no marks; what people did, and what went wrong, are.
const CUES: ReadonlySet<string> = new Set([
  'held', 'console_override', 'turn_now', 'rest_now', 'time_limit', 'winding_down', 'unattended', 'heart_high',
  'unleased', 'unguarded', 'strap_silent', 'tap_due',
]);

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function mark(code: string, alarm = false): Marked {
  return { group: 'walker.mark', code, alarm };
}

const EVENTS: Readonly<Record<string, (data: Happened['data']) => Marked | null>> = {
  'session.cue': (data) => (CUES.has(text(data['cue'])) ? mark(text(data['cue'])) : null),
  'latch.set': (data) => ({ group: 'walker.latched.says', code: text(data['reason']), alarm: true }),
  'fault.raised': (data) => (data['fault'] === undefined ? null : mark(text(data['fault']), true)),
  'input.lost': () => mark('input_lost'),
  'input.restored': () => mark('input_restored'),
};

/** What an event is marked as; null = it is not. */
export function markOf(event: Pick<Happened, 'type' | 'data'>): Marked | null {
  return EVENTS[event.type]?.(event.data) ?? null;
}
