// When the live channel is cut: the same picture, asked for slowly, and the truth about how old it is.
import { ask } from '../api/client.ts';
import { heardAt, link, look, STALE_AFTER } from './store.ts';

/** How often the age of what is shown is looked at (ms). */
const LOOK_EVERY = 500;
/** The channel is silent for so long (ms) that the slow way is tried; and how often (ms) then. */
const SILENT = 3_000;
const POLL_EVERY = 2_000;

let asking = false;
let askedAt = -Infinity;
let polled = false;

async function poll(now: number): Promise<void> {
  asking = true;
  askedAt = now;
  const answer = await ask('treadmills', {});
  asking = false;
  polled = answer.ok;
  if (link.peek() === 'live') return;
  if (answer.ok) look(answer.value, performance.now());
  link.value = answer.ok ? 'polling' : 'offline';
}

/** Look at how old things are, and ask the slow way when it is time. `now` by performance.now(). */
export function watch(now: number): void {
  const age = now - (heardAt.peek() ?? 0);
  if (link.peek() === 'live' && age > STALE_AFTER) link.value = 'stale';
  if (link.peek() === 'live') polled = false;
  else if (!asking && (polled || age > SILENT) && now - askedAt > POLL_EVERY) void poll(now);
}

/** Watch for ever. */
export function startWatching(): void {
  setInterval(() => watch(performance.now()), LOOK_EVERY);
}
