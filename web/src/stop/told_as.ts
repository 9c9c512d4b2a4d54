// A stop that is told as what somebody feels: the request that tells it is the first way, and STOP itself the second.
import type { Result } from '../api/client.ts';
import type { StopView } from '../live/store.ts';

/** A local gateway answers within some 5 ms; who waits a fifth of a second goes 10 cm at 1.8 km/h (ms). */
export const ANSWERED_WITHIN = 200;

export interface Stopping {
  /** Send STOP itself, until it is acknowledged. */
  stop(): void;
  /** The gateway has stopped for it. */
  told(stop: StopView): void;
}

/**
 * Stop as well unless the request is answered in time. `telling`: the request, under way; `reached`: whether the gateway
 * was heard just now: if not, nobody waits. A request that is refused, or never answered, is a STOP, too.
 */
export async function toldAs(telling: Promise<Result<StopView>>, reached: boolean, does: Stopping): Promise<void> {
  let stops = false;
  const stop = (): void => {
    if (!stops) does.stop();
    stops = true;
  };
  const waiting = setTimeout(stop, ANSWERED_WITHIN);
  if (!reached) stop();
  const answer = await telling.catch(() => null);
  clearTimeout(waiting);
  if (answer?.ok) does.told(answer.value);
  else stop();
}
