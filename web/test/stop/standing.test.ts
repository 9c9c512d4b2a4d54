import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SILENT_AFTER, measured, pressed, refused, told, type Belt, type Press } from '../../src/stop/press.ts';
import { OVERTAKEN_BY, SHOWN_FOR, named, shown, stands } from '../../src/stop/standing.ts';
import type { Link, StopView } from '../../src/live/store.ts';

const belt = (id: string, speed: number): Belt => ({ id, link: 'linked', belt: 'running', alarms: [], speed_kmh: speed });
const BELTS = [belt('left', 2), belt('right', 1.5)];

function stop(...ids: string[]): StopView {
  const part = {
    state: 'confirmed', delivery: 'sent', written_ms: null, acknowledged_ms: null, confirmed_ms: null, unconfirmed_ms: null,
  };
  const treadmills = Object.fromEntries(ids.map((id) => [id, part]));
  return { id: 's', state: '', scope: 'all', reason: '', sources: [], presses: 1, requested_at: '', treadmills };
}

/** Left was stopped, and stands; right runs. */
const left = (): Press =>
  measured(told(pressed('left', BELTS, 0), stop('left'), 0), [belt('left', 0), belt('right', 1.5)], 10);

test('a result is shown where its belt is looked at, and not where another one is', () => {
  assert.equal(shown(left(), 'left', 'live'), 'stopped');
  assert.equal(shown(left(), 'right', 'live'), 'idle');
  assert.equal(shown(null, 'left', 'live'), 'idle');
});

test('where no treadmill is looked at, a result of one says of which', () => {
  assert.equal(shown(left(), null, 'live'), 'stopped');
  assert.equal(named(left(), null), 'left');
  assert.equal(named(left(), 'left'), null);
  assert.equal(named(pressed(null, BELTS, 0), null), null);
  assert.equal(named(null, null), null);
});

test('a stop of every belt is one of whichever is looked at', () => {
  const all = told(pressed(null, BELTS, 0), stop('left', 'right'), 0);
  assert.equal(shown(all, 'right', 'live'), 'stopped');
});

test('that a belt cannot be stopped is shown everywhere', () => {
  assert.equal(shown(refused(pressed('left', BELTS, 0), 1), 'right', 'live'), 'cannot');
});

test('without a connection nobody says of a belt that it stands', () => {
  assert.equal(shown(left(), 'left', 'offline'), 'idle');
  assert.equal(shown(pressed('left', BELTS, 0), 'left', 'offline'), 'sending');
});

test('a belt that moves again does not stand', () => {
  const again = measured(left(), [belt('left', 0.5), belt('right', 0)], OVERTAKEN_BY);
  assert.ok(stands(again, 'live', OVERTAKEN_BY - 1), 'it may have been measured before it stood');
  assert.ok(!stands(again, 'live', OVERTAKEN_BY));
});

test('a belt that the press was not for may move', () => {
  assert.ok(stands(left(), 'live', OVERTAKEN_BY));
});

for (const [link, holds] of [['live', true], ['polling', true], ['stale', false], ['connecting', false], ['offline', false]] as const) {
  test(`after a while a standstill is${holds ? '' : ' not'} told of with a link that is ${link}`, () => {
    assert.ok(stands(left(), link satisfies Link, SILENT_AFTER - 1));
    assert.equal(stands(left(), link, SILENT_AFTER), holds);
  });
}

test('a standstill is old news after a while', () => {
  assert.ok(stands(left(), 'live', SHOWN_FOR));
  assert.ok(!stands(left(), 'live', SHOWN_FOR + 1));
});
