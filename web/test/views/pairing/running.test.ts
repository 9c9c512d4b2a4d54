import assert from 'node:assert/strict';
import { test } from 'node:test';
import { found, moves, phaseOf, type Run } from '../../../src/views/pairing/running.ts';

const READ = {
  slowest_kmh: null, steady_kmh: null, steady_for_ms: null, inclination_percent: null, stopped_from_kmh: null, stop_ms: null,
  apart_ms: null, after_kmh: null,
};
const run = (more: Partial<Run>, read: Partial<Run['readings']> = {}): Run => ({
  treadmill: 't', trial: 'slow', asked_kmh: 1, asked_percent: 0, cap_kmh: 1, cap_source: 'protocol', stage: 'walking', over: false,
  not_ready: null, countdown_ms: null, ended: null, ended_by: '', lease: 1, ...more, readings: { ...READ, ...read },
});

test('a run is followed from the checklist to its end', () => {
  assert.equal(phaseOf(null, 'slow'), 'none');
  assert.equal(phaseOf(run({ stage: 'awaiting_ready', not_ready: 'no control yet' }), 'slow'), 'wait');
  assert.equal(phaseOf(run({ stage: 'awaiting_ready' }), 'slow'), 'ready');
  assert.equal(phaseOf(run({ stage: 'countdown' }), 'slow'), 'countdown');
  assert.equal(phaseOf(run({ stage: 'settling' }), 'slow'), 'starting');
  assert.equal(phaseOf(run({ stage: 'settling' }, { slowest_kmh: 1 }), 'slow'), 'slowest');
  assert.equal(phaseOf(run({}, { slowest_kmh: 1 }), 'slow'), 'faster');
  assert.equal(phaseOf(run({}, { steady_kmh: 1 }), 'slow'), 'there');
  assert.equal(phaseOf(run({ stage: 'winding_down' }), 'slow'), 'ending');
  assert.equal(phaseOf(run({ ended: 'user_stop', stage: 'finished' }), 'slow'), 'ending');
  assert.equal(phaseOf(run({ over: true, stage: 'finished' }), 'slow'), 'over');
});

test('the run of another step is none of this one', () => {
  assert.equal(phaseOf(run({}), 'stop'), 'none');
});

test('whoever leaves while the belt is about to move, ends it', () => {
  assert.deepEqual((['none', 'over', 'wait', 'countdown', 'there'] as const).map(moves), [false, false, true, true, true]);
});

test('a run that was stopped found nothing, unless the stop was what it was for', () => {
  assert.ok(found(run({}, { steady_kmh: 1 })));
  assert.ok(!found(run({})));
  assert.ok(found(run({ trial: 'stop', ended: 'user_stop' }, { steady_kmh: 3, stop_ms: 2_000 })));
  assert.ok(!found(run({ trial: 'stop', ended: 'overspeed' }, { steady_kmh: 3, stop_ms: 2_000 })));
  assert.ok(!found(run({ trial: 'stop', ended: 'user_stop' }, { stop_ms: 500 })));
  assert.ok(found(run({ trial: 'link' }, { apart_ms: 3_000 })));
});
