import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { faceOf, keepsPlace, moves, pauseOf } from '../../../src/views/walker/face.ts';
import { machine, walk } from './machines.ts';

const STAGES = [
  ['checklist', 'checklist'], ['awaiting_ready', 'ready'], ['countdown', 'countdown'], ['starting', 'starting'],
  ['settling', 'settling'], ['walking', 'walking'], ['holding', 'holding'], ['winding_down', 'winding'],
  ['halting', 'halting'], ['standing', 'rest'], ['finished', 'ended'],
] as const;

test('every stage of a walk has a face of its own', () => {
  for (const [stage, face] of STAGES) assert.equal(faceOf(machine({}, walk({ stage })), true), face);
});

test('the stages are those of the core', () => {
  const source = readFileSync(new URL('../../../../src/retrowalk/session/stage.py', import.meta.url), 'utf8');
  const own = source.slice(0, source.indexOf('class Move'));
  const stages = [...own.matchAll(/^ {4}[A-Z_]+ = "([a-z_]+)"/gm)].map((found) => found[1] ?? '');
  assert.deepEqual(stages, STAGES.map(([stage]) => stage));
});

test('a lost link is told before everything, while somebody may be on the belt', () => {
  assert.equal(faceOf(machine({ link: 'lost' }), true), 'lost');
  assert.equal(faceOf(machine({ link: 'lost', belt: 'adrift' }, null), true), 'lost');
  assert.equal(faceOf(machine({ link: 'lost', belt: 'stopping', latched: 'link_lost' }), true), 'lost');
  assert.equal(faceOf(machine({ link: 'lost', belt: 'latched', latched: 'pain' }, walk({ stage: 'finished' })), true), 'latched');
  assert.equal(faceOf(machine({ link: 'searching', belt: 'unknown' }, null), true), 'unlinked');
});

test('a stop is shown as stopping until zero was measured, then as latched, whatever the walk was at', () => {
  const finished = walk({ stage: 'finished' });
  assert.equal(faceOf(machine({ belt: 'stopping', latched: 'pain' }, finished), true), 'stopping');
  assert.equal(faceOf(machine({ belt: 'latched', latched: 'pain' }, finished), true), 'latched');
});

test('who is not let in sees that they are not, and of a belt that moves by somebody else that it moves', () => {
  const { address: _, ...least } = machine({}, null);
  assert.equal(faceOf(least as ReturnType<typeof machine>, true), 'barred');
  assert.equal(faceOf(machine({ belt: 'observed' }, null), true), 'observed');
});

test('a belt that is run empty, to measure it, is nobody\'s walk; a stop of it is told like any other', () => {
  const trial = walk({ protocol: 'trial-stop', stage: 'walking' });
  assert.equal(faceOf(machine({}, trial), true), 'measuring');
  assert.equal(faceOf(machine({ belt: 'stopping', latched: 'user_stop' }, trial), true), 'stopping');
  assert.equal(faceOf(machine({ link: 'lost' }, trial), true), 'lost');
});

test('nothing is said of a treadmill before anything was heard', () => {
  assert.equal(faceOf(undefined, false), 'loading');
  assert.equal(faceOf(undefined, true), 'missing');
  assert.equal(faceOf(machine({ belt: 'idle' }, null), true), 'free');
});

test('a stage of a newer gateway is no walk we would steer', () => {
  assert.equal(faceOf(machine({}, walk({ stage: 'dancing' })), true), 'free');
});

test('what is stood for is the next segment until standstill was measured, then this one', () => {
  const next = { kind: 'turn', facing: 'forward', speed_kmh: null, inclination_percent: null, says: '' };
  assert.deepEqual(pauseOf(walk({ kind: 'hold', next })), { kind: 'turn', facing: 'forward' });
  assert.deepEqual(pauseOf(walk({ kind: 'turn', facing: 'forward', next: null })), { kind: 'turn', facing: 'forward' });
  assert.deepEqual(pauseOf(walk({ kind: 'rest', facing: 'backward' })), { kind: 'rest', facing: 'backward' });
  assert.equal(faceOf(machine({}, walk({ stage: 'standing', kind: 'hold', next })), true), 'turn');
});

test('the belt moves with the walker on it in these faces alone', () => {
  const moving = ['settling', 'walking', 'holding', 'winding', 'halting'] as const;
  for (const face of moving) assert.ok(moves(face));
  for (const face of ['checklist', 'ready', 'countdown', 'turn', 'rest', 'ended', 'latched'] as const) assert.ok(!moves(face));
});

test('from the countdown to standstill everything keeps its place; sheets before and after are read from their top', () => {
  const kept = ['countdown', 'starting', 'settling', 'walking', 'holding', 'winding', 'halting', 'stopping', 'lost'] as const;
  const sheets = ['free', 'checklist', 'ready', 'turn', 'rest', 'latched', 'ended', 'unlinked'] as const;
  assert.deepEqual(kept.filter((face) => !keepsPlace(face)), []);
  assert.deepEqual(sheets.filter(keepsPlace), []);
});
