import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Channel } from '../../src/live/channel.ts';
import { onEvent } from '../../src/live/store.ts';

class Wire {
  static readonly OPEN = 1;
  static newest: Wire;
  readonly readyState = Wire.OPEN;
  readonly sent: unknown[] = [];
  onmessage: ((message: { data: string }) => void) | null = null;
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;

  constructor() {
    Wire.newest = this;
  }

  send(message: string): void {
    this.sent.push(JSON.parse(message));
  }

  close(): void {
    this.onclose?.();
  }

  /** It is there: nobody waits for it any more. */
  greet(run: string): void {
    this.onopen?.();
    this.tell({ type: 'hello', run });
  }

  tell(message: unknown): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

const globals = globalThis as unknown as { WebSocket: unknown; reportError: unknown };
const original = { WebSocket: globals.WebSocket, reportError: globals.reportError };
let failed: unknown[] = [];

beforeEach(() => {
  failed = [];
  Object.assign(globals, { WebSocket: Wire, reportError: (error: unknown) => failed.push(error) });
});

afterEach(() => Object.assign(globals, original));

const events = (...numbers: number[]): unknown => ({
  type: 'events',
  events: numbers.map((seq) => ({ seq, type: 'cue', source: '/v1/treadmills/a', data: {} })),
});

test('every event of a message is told in order, also after one on which a listener has failed', () => {
  const heard: number[] = [];
  const end = onEvent((event) => {
    if (event.seq === 2) throw new Error('no');
    heard.push(event.seq);
  });
  const channel = new Channel('ws://here/v1/live');
  channel.start();
  Wire.newest.greet('r');
  Wire.newest.tell(events(1, 2, 3));
  Wire.newest.tell(events(4));
  end();
  assert.deepEqual([heard, failed.length], [[1, 3, 4], 1]);
});

test('after a cut what followed the last event of the last message is asked for', () => {
  const channel = new Channel('ws://here/v1/live');
  channel.start();
  Wire.newest.greet('r');
  Wire.newest.tell(events(5, 6));
  channel.start();
  Wire.newest.greet('r');
  assert.deepEqual(Wire.newest.sent, [{ type: 'since', run: 'r', seq: 6 }]);
});
