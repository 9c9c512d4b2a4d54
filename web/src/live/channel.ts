// The live channel: one WebSocket. It reconnects for ever, asks for the events it missed, and replays nothing itself:
// what could not be sent while it was cut is gone.
import { batch } from '@preact/signals';

import { forgetClock, happened, leased, link, look, refused, setClock, stopped, you, type Happened, type Told } from './store.ts';

/** The byte that stops every belt. */
const STOP = new Uint8Array([0x18]);
/** How long to wait (ms) before connecting again: soon at first, then no faster than a gateway can restart. */
const AGAIN = [100, 250, 500, 1_000, 2_000] as const;
/** A connection that is not there by then (ms) is tried anew: a tablet that changed its network waits for minutes. */
const OPEN_WITHIN = 4_000;

export type Said = { type: 'ack'; frame: number } | { type: 'renew'; treadmill: string; lease: number };

/** The address of the channel for a page at this address. */
export function channelAddress(page: string): string {
  const there = new URL('v1/live', page);
  there.protocol = there.protocol === 'https:' ? 'wss:' : 'ws:';
  there.hash = '';
  return there.href;
}

export class Channel {
  #socket: WebSocket | null = null;
  #tries = 0;
  #run = '';
  #seq = -1;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #address: string;

  constructor(address: string) {
    this.#address = address;
  }

  /** Connect, and stay connected. */
  start(): void {
    clearTimeout(this.#timer);
    this.#drop();
    const socket = new WebSocket(this.#address);
    this.#socket = socket;
    socket.onopen = () => clearTimeout(this.#timer);
    socket.onmessage = (message) => this.#hear(JSON.parse(message.data as string) as Told);
    socket.onclose = () => this.#lost(socket);
    this.#timer = setTimeout(() => this.#lost(socket), OPEN_WITHIN);
  }

  /** Whether something said now goes out now. */
  get open(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Say it now or not at all. */
  say(message: Said): boolean {
    return this.#send(JSON.stringify(message));
  }

  /** Press stop here, too, if there is a connection: one treadmill, or every one. */
  stop(treadmill: string | null): boolean {
    return this.#send(treadmill === null ? STOP : JSON.stringify({ type: 'stop', treadmill }));
  }

  /** Connect anew, as somebody else: after a login the cookie is another. */
  renew(): void {
    this.#tries = 0;
    this.#seq = -1;
    this.start();
  }

  #send(message: string | Uint8Array<ArrayBuffer>): boolean {
    if (!this.open) return false;
    this.#socket?.send(message);
    return true;
  }

  #drop(): void {
    const old = this.#socket;
    this.#socket = null;
    if (old === null) return;
    old.onopen = old.onmessage = old.onclose = null;
    old.close();
  }

  #lost(socket: WebSocket): void {
    if (socket !== this.#socket) return;
    this.#drop();
    if (link.peek() === 'live' || link.peek() === 'stale') link.value = 'connecting';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.start(), AGAIN[Math.min(this.#tries, AGAIN.length - 1)]);
    this.#tries += 1;
  }

  #hear(told: Told): void {
    switch (told.type) {
      case 'hello':
        return this.#greeted(told.run);
      case 'you':
        you.value = told;
        return;
      case 'snapshot':
        look(told.treadmills, performance.now());
        if (this.#seq < 0) this.#seq = told.seq;
        return;
      case 'telemetry':
        this.#tries = 0;
        setClock(told.now_ms, performance.now());
        look(told.treadmills, performance.now());
        link.value = 'live';
        this.say({ type: 'ack', frame: told.frame });
        return;
      case 'events':
        return batch(() => {
          for (const event of told.events) this.#happened(event);
        });
      case 'reset':
        this.#seq = told.seq;
        return;
      case 'lease':
        return leased(told);
      case 'stop':
        return stopped(told.stop);
      case 'problem':
        return refused(told.problem);
    }
  }

  /** Whoever fails on one event is told of the next all the same. */
  #happened(event: Happened): void {
    this.#seq = event.seq;
    try {
      happened(event);
    } catch (error) {
      reportError(error);
    }
  }

  /** After a cut of the same run, hear what was missed. */
  #greeted(run: string): void {
    if (this.#run === run && this.#seq >= 0) this.#send(JSON.stringify({ type: 'since', run, seq: this.#seq }));
    else this.#seq = -1;
    if (this.#run !== run) forgetClock();
    this.#run = run;
  }
}
