/** Plays tunes with Web Audio: the sound every device has, without a voice, a file or a secure context. */
import { lasts, TUNES, type Note, type TuneName } from './tunes.ts';

// As loud as it goes without clipping; the device's own volume does the rest.
const LOUD = 0.8;
// A note that begins and ends within a click sounds broken.
const EDGE_S = 0.012;
// A beginning a little ahead is met exactly; one in the past is not.
const AHEAD_S = 0.02;

export class Tones {
  private context: AudioContext | null = null;
  private busyUntil = 0;

  /** Whether it can be heard now: browsers stay silent until somebody has pressed something. */
  get ready(): boolean {
    return this.context?.state === 'running';
  }

  /** Call it on a press: only then may sound begin. */
  async unlock(): Promise<boolean> {
    if (typeof AudioContext === 'undefined') return false;
    this.context ??= new AudioContext({ latencyHint: 'interactive' });
    if (this.context.state !== 'running') await this.context.resume();
    return this.ready;
  }

  /** One after the other; an urgent tune does not wait for the one before it. */
  play(name: TuneName, urgent = false): void {
    if (!this.context || !this.ready) return;
    const soonest = this.context.currentTime + AHEAD_S;
    const at = urgent ? soonest : Math.max(soonest, this.busyUntil);
    this.busyUntil = at + lasts(TUNES[name]) / 1_000;
    this.sound(TUNES[name], at);
  }

  private sound(tune: readonly Note[], at: number): void {
    let begins = at;
    for (const { hz, ms } of tune) {
      if (hz > 0) this.note(hz, begins, ms / 1_000);
      begins += ms / 1_000;
    }
  }

  private note(hz: number, at: number, lasting: number): void {
    const context = this.context;
    if (!context) return;
    const [source, gain] = [new OscillatorNode(context, { type: 'triangle', frequency: hz }), new GainNode(context)];
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(LOUD, at + EDGE_S);
    gain.gain.setValueAtTime(LOUD, at + lasting - EDGE_S);
    gain.gain.linearRampToValueAtTime(0, at + lasting);
    source.connect(gain).connect(context.destination);
    source.start(at);
    source.stop(at + lasting);
  }
}
