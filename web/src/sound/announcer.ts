/** The announcer: cues and frames in; tunes, sentences and pulses out. One for the treadmill a page walks with. */
import { signal } from '@preact/signals';
import { inclinationSteps } from '../units/inclination.ts';
import { speedUnit } from '../units/shown.ts';
import { speedSteps } from '../units/speed.ts';
import { language, type Language } from '../words/words.ts';
import { isChange, isCue, leadOf } from './cues.ts';
import { until, type Heard } from './heard.ts';
import type { PulseName } from './pulses.ts';
import { announce, cancelled, said, SILENT, type Effect, type Queue, type Turn } from './queue.ts';
import { reminders } from './reminders.ts';
import { sentence } from './sentence.ts';
import { ahead, count, UNCOUNTED, type Ticks } from './ticks.ts';
import type { TuneName } from './tunes.ts';
import { look, takenBack, toldOf, UNSEEN, type Seen, type Watch } from './watch.ts';

/** The data of a `session.cue` event. */
export interface CueData {
  cue: string;
  in_ms: number;
  speed_kmh: number | null;
  inclination_percent: number | null;
  text: string;
}

/** Where it comes out; tests listen instead of a loudspeaker. */
export interface Outlets {
  tune: (name: TuneName, urgent: boolean) => void;
  pulse: (name: PulseName) => void;
  say: (text: string, language: Language, over: () => void) => void;
  hush: () => void;
  now: () => number;
}

export class Announcer {
  /** The last thing that was announced, to be shown as well: who cannot hear must be able to read it. */
  readonly shown = signal('');
  /** Until the belt starts (ms), while the start is counted down; null otherwise. */
  readonly starting = signal<number | null>(null);
  /** The level of the protocol that is walked; "" = not known. */
  level = '';
  /** Whether STOP is to be pressed once, to learn it: nobody is asked to go on before. */
  drill = false;
  /** What is shown, as long as it tells of what is still to come. */
  private coming: Heard | null = null;
  private queue: Queue = SILENT;
  private watch: Watch = UNSEEN;
  private ticks: Ticks = UNCOUNTED;
  private readonly out: Outlets;

  constructor(out: Outlets) {
    this.out = out;
  }

  /** A cue of the gateway. One we do not know is let pass: a newer gateway has more to say. */
  cue(data: CueData): void {
    if (!isCue(data.cue)) return;
    const at = this.out.now();
    this.watch = toldOf(this.watch, data.cue);
    if (data.cue === 'countdown') this.ticks = { ...UNCOUNTED, startsAt: at + data.in_ms };
    this.hear({
      cue: data.cue,
      at,
      lead: leadOf(data.cue, data.in_ms),
      speed: speedSteps(data.speed_kmh),
      inclination: inclinationSteps(data.inclination_percent),
      text: data.text,
    });
  }

  /** A frame of the treadmill. */
  frame(seen: Seen): void {
    const [now, before] = [this.out.now(), this.watch.seen];
    const { watch, heard } = look(this.watch, seen, now);
    this.watch = watch;
    this.count(seen, now);
    if (takenBack(before, seen)) this.take(cancelled(this.queue, now));
    this.show(seen, now);
    for (const each of heard) this.hear(this.drill && each.cue === 'steady_wanted' ? { ...each, cue: 'drill_wanted' } : each);
    for (const each of this.remind(before, seen, now)) this.hear(each);
  }

  /** Say no more. */
  end(): void {
    this.queue = SILENT;
    this.out.hush();
  }

  /** "In 4 seconds: faster" is not true for longer than that: then it says "Faster"; of what was taken back, nothing. */
  private show(seen: Seen, now: number): void {
    const { coming } = this;
    if (coming === null) return;
    const back = isChange(coming.cue) && (seen.walk?.stage === 'holding' || seen.latched !== null);
    if (!back && now < until(coming)) return;
    this.coming = null;
    this.shown.value = back ? '' : sentence(coming, speedUnit.value, now);
  }

  private count(seen: Seen, now: number): void {
    const { ticks, tick } = count(this.ticks, seen, now);
    this.ticks = ticks;
    this.starting.value = seen.walk?.stage === 'countdown' ? ahead(ticks, seen, now) : null;
    if (tick !== null) this.out.tune(tick === 0 ? 'change' : 'tick', true);
  }

  private remind(before: Seen | null, after: Seen, now: number): Heard[] {
    return before?.walk && after.walk ? reminders(this.level, before.walk, after.walk, now) : [];
  }

  private hear(heard: Heard): void {
    const turn = announce(this.queue, heard);
    if (turn.effects.length > 0) {
      this.shown.value = sentence(heard, speedUnit.value, heard.at);
      this.coming = heard.lead === null ? null : heard;
    }
    this.take(turn);
  }

  private take({ queue, effects }: Turn): void {
    this.queue = queue;
    for (const effect of effects) this.perform(effect);
  }

  private perform(effect: Effect): void {
    if (effect.do === 'tune') this.out.tune(effect.tune, effect.urgent);
    else if (effect.do === 'pulse') this.out.pulse(effect.pulse);
    else if (effect.do === 'hush') this.out.hush();
    else this.speak(effect.heard);
  }

  private speak(heard: Heard): void {
    const text = sentence(heard, speedUnit.value, this.out.now());
    this.out.say(text, language.value, () => {
      // A sentence that was cut short may tell of its end after the next has begun.
      if (this.queue.saying === heard) this.take(said(this.queue, this.out.now()));
    });
  }
}
