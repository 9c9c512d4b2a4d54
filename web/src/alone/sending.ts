// STOP from the safety page, which has nothing but itself: sent again until Retrowalk has it, then asked what became of it.
// Nothing here is shared with the page: what cannot be fetched there must not be missing here.

/** As on the page; only `stopped` was measured. */
export type Phase = 'sending' | 'sent' | 'answered' | 'stopped' | 'cannot';

/** Why nobody can say that it stops. */
export type Why = 'unanswered' | 'refused' | 'silent' | 'unconfirmed';

/** As on the page (ms): the first repeats come while a belt at 2 km/h has gone 10 cm. */
const AGAIN = [200, 300, 500] as const;
const SLOWLY = 1_000;
const WITHIN = 2_000;
/** Half of what the page waits for an answer (ms): this page is only there because none came before. */
export const UNANSWERED_AFTER = 500;
/** How often the gateway is asked what became of it, and after which silence (ms) nobody knows. */
const ASK_EVERY = 250;
export const SILENT_AFTER = 2_000;

/** What the gateway calls the state of a stop. */
const OF_STATE: Readonly<Record<string, Phase>> = {
  acknowledged: 'answered',
  confirmed: 'stopped',
  unconfirmed: 'cannot',
};

interface Told {
  readonly id: string;
  readonly state: string;
}

/** What the gateway says; null = nothing. */
type Answer = Told | 'refused' | null;

/** One press, until the belts were measured at standstill. `show`: what is known of it, whenever that is news, and why. */
export class Press {
  #tries = 0;
  #over = false;
  #acknowledged = false;
  #shown: Phase | null = null;
  #doubt: ReturnType<typeof setTimeout> | undefined;
  readonly #show: (phase: Phase, why: Why) => void;

  constructor(show: (phase: Phase, why: Why) => void) {
    this.#show = show;
  }

  /** Send it. */
  go(): void {
    this.#say('sending');
    this.#doubtAfter(UNANSWERED_AFTER, 'unanswered');
    this.#send();
  }

  /** Another press takes its place. */
  end(): void {
    this.#over = true;
    clearTimeout(this.#doubt);
  }

  #say(phase: Phase, why: Why = 'unconfirmed'): void {
    if (this.#over || phase === this.#shown) return;
    this.#shown = phase;
    this.#show(phase, why);
  }

  #doubtAfter(ms: number, why: Why): void {
    clearTimeout(this.#doubt);
    this.#doubt = setTimeout(() => this.#say('cannot', why), ms);
  }

  #send(): void {
    if (this.#over || this.#acknowledged) return;
    void ask('v1/stop', 'POST').then((answer) => this.#sent(answer));
    setTimeout(() => this.#send(), AGAIN[this.#tries] ?? SLOWLY);
    this.#tries += 1;
  }

  #sent(answer: Answer): void {
    if (this.#acknowledged || answer === null) return;
    if (answer === 'refused') {
      this.#say('cannot', 'refused');
    } else {
      this.#acknowledged = true;
      this.#heard(answer);
    }
  }

  #heard(told: Told): void {
    const phase = OF_STATE[told.state] ?? 'sent';
    this.#say(phase);
    if (phase === 'stopped') {
      this.end();
    } else {
      this.#doubtAfter(SILENT_AFTER, 'silent');
      this.#follow(told.id);
    }
  }

  #follow(id: string): void {
    if (!this.#over) setTimeout(() => void this.#look(id), ASK_EVERY);
  }

  async #look(id: string): Promise<void> {
    const answer = await ask(`v1/stops/${encodeURIComponent(id)}`, 'GET');
    if (answer === null || answer === 'refused') this.#follow(id);
    else this.#heard(answer);
  }
}

/** Ask once; what comes too late is nothing. */
async function ask(where: string, method: string): Promise<Answer> {
  try {
    const how = { method, keepalive: true, cache: 'no-store', priority: 'high', signal: AbortSignal.timeout(WITHIN) } as const;
    const answer = await fetch(where, { ...how, headers: { Accept: 'application/json' } });
    return answer.ok ? ((await answer.json()) as Told) : 'refused';
  } catch {
    return null;
  }
}
