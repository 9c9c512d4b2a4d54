// A stop on its way: sent at once by every way there is, and again until the gateway says that it has it. The only thing
// this page ever repeats; a thousand presses are one stop.
import { address } from '../api/client.ts';
import type { StopView } from '../live/store.ts';

/** When it is sent again (ms after the time before): the first repeats come while a belt at 2 km/h has gone 10 cm. */
const AGAIN = [200, 300, 500] as const;
/** And from then on. */
const SLOWLY = 1_000;
/** A request without an answer is given up by then (ms), so that it keeps none of the browser's six connections. */
const WITHIN = 2_000;

export interface Outcome {
  /** The gateway has it. */
  accepted(stop: StopView): void;
  /** The gateway said no. */
  refused(): void;
}

/** One stop until it is acknowledged. `byte`: the way over the live channel, if that is open. */
export class Sending {
  #treadmill: string | null;
  #tries = 0;
  #done = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #byte: (treadmill: string | null) => boolean;
  readonly #outcome: Outcome;

  constructor(treadmill: string | null, byte: (treadmill: string | null) => boolean, outcome: Outcome) {
    this.#treadmill = treadmill;
    this.#byte = byte;
    this.#outcome = outcome;
  }

  /** Send it now; it repeats itself. */
  go(): void {
    if (this.#done) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.go(), AGAIN[this.#tries] ?? SLOWLY);
    this.#tries += 1;
    void this.#post(); // it cannot throw, so that whatever happens to the other way, this one was tried
    this.#byte(this.#treadmill);
  }

  /** It is known to have arrived. */
  end(): void {
    this.#done = true;
    clearTimeout(this.#timer);
  }

  async #post(): Promise<void> {
    const treadmill = this.#treadmill;
    const where = treadmill === null ? address('stop_all') : address('stop', { treadmill });
    try {
      // It goes on when the page is left, and before whatever else the browser loads.
      const how = { method: 'POST', keepalive: true, priority: 'high', signal: AbortSignal.timeout(WITHIN) } as const;
      await this.#answered(await fetch(where, how));
    } catch {
      // No answer: the next repeat is under way.
    }
  }

  async #answered(response: Response): Promise<void> {
    if (this.#done) return;
    if (response.ok) {
      const stop = (await response.json()) as StopView;
      this.end();
      this.#outcome.accepted(stop);
    } else if (response.status === 404 && this.#treadmill !== null) {
      this.#treadmill = null; // no such treadmill any more: then every one
      this.go();
    } else {
      this.#outcome.refused();
    }
  }
}
