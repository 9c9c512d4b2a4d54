import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Face } from '../../../src/views/walker/face.ts';
import { felt, pressesOf, RULES, underfoot, waitsForAPerson, type Command } from '../../../src/views/walker/presses.ts';
import { walk } from './machines.ts';

const PLAIN = { paced: false, limited: false };
const PYTHON = new URL('../../../../src/retrowalk/', import.meta.url);

test('lease and word are those of the gateway, command by command', () => {
  const page = readFileSync(new URL('../docs/walks.md', new URL('../', PYTHON)), 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` \| [^|]+ \| (yes|no) \| (yes|no) \|$/gm)];
  const told = Object.fromEntries(rows.map(([, name, lease, word]) => [name, { lease: lease === 'yes', word: word === 'yes' }]));
  assert.equal(rows.length, 12);
  for (const [command, rule] of Object.entries(RULES)) assert.deepEqual(told[command], rule, command);
});

test('what slows is there in every face the belt moves in by the plan', () => {
  assert.deepEqual(pressesOf('walking', walk(), PLAIN), ['hold', 'slower', 'skip', 'end']);
  assert.deepEqual(pressesOf('holding', walk(), PLAIN), ['proceed', 'slower', 'end']);
  assert.deepEqual(pressesOf('countdown', walk(), PLAIN), ['hold']);
});

test('"steady" is asked for once, and can be taken back', () => {
  assert.deepEqual(pressesOf('settling', walk({ stage: 'settling', steady: false }), PLAIN), ['steady', 'end']);
  assert.deepEqual(pressesOf('settling', walk({ stage: 'settling', steady: true }), PLAIN), ['hold', 'end']);
});

test('before the drill of a first walk is done, nobody goes on from the minimum', () => {
  const first = walk({ stage: 'settling', steady: false });
  assert.deepEqual(pressesOf('settling', first, { ...PLAIN, drill: true }), ['end']);
});

test('faster is there where the protocol lets the walker choose, and nowhere else', () => {
  assert.ok(pressesOf('walking', walk(), { paced: true, limited: false }).includes('faster'));
  assert.ok(!pressesOf('walking', walk(), PLAIN).includes('faster'));
});

test('nobody skips within a ramp, nor the last segment', () => {
  assert.ok(!pressesOf('walking', walk({ kind: 'ramp' }), PLAIN).includes('skip'));
  assert.ok(!pressesOf('walking', walk({ next: null }), PLAIN).includes('skip'));
});

test('the time limit can be put off once it was told, while the belt moves', () => {
  assert.equal(pressesOf('walking', walk(), { paced: false, limited: true })[0], 'snooze');
  assert.ok(!pressesOf('turn', walk(), { paced: false, limited: true }).includes('snooze'));
});

test('"go on" comes first where only a person clears what froze the belt', () => {
  const frozen = walk({ frozen: ['the belt does not follow'] });
  assert.equal(pressesOf('walking', frozen, PLAIN)[0], 'proceed');
  assert.ok(!pressesOf('walking', walk({ frozen: ['no fresh measurement'] }), PLAIN).includes('proceed'));
});

test('what needs a person is what the core says needs one', () => {
  const source = readFileSync(new URL('safety/interlocks.py', PYTHON), 'utf8');
  const freezes = [...source.matchAll(/^ {4}[A-Z_]+ = "([^"]+)"(.*)$/gm)].map(([, why, rest]) => [why, rest] as const);
  assert.equal(freezes.length, 13);
  const after = freezes.findIndex(([, rest]) => rest?.includes('these and the rest need a person'));
  for (const [at, [why]] of freezes.entries()) {
    assert.equal(waitsForAPerson(walk({ frozen: [why ?? ''] })), at >= after, why);
  }
});

test('without a walk there is nothing to press', () => {
  assert.deepEqual(pressesOf('free', null, PLAIN), []);
  for (const face of ['starting', 'winding', 'halting', 'lost', 'ended', 'latched'] as Face[]) {
    assert.deepEqual(pressesOf(face, walk(), PLAIN), [], face);
  }
});

test('symptoms are there from READY until a stop was looked at, a lost link included', () => {
  for (const face of ['ready', 'countdown', 'starting', 'settling', 'walking', 'holding', 'winding', 'halting', 'turn', 'rest', 'lost', 'stopping', 'latched'] as const) {
    assert.ok(felt(face), face);
  }
  for (const face of ['free', 'checklist', 'ended'] as const) assert.ok(!felt(face), face);
});

test('while the belt moves or may move, symptoms are within reach; on a sheet that is scrolled no finger tells one', () => {
  for (const face of ['countdown', 'settling', 'walking', 'holding', 'winding', 'halting', 'lost', 'stopping'] as const) {
    assert.ok(underfoot(face) && felt(face), face);
  }
  for (const face of ['ready', 'turn', 'rest', 'latched', 'ended', 'free'] as const) assert.ok(!underfoot(face), face);
});

test('every command has a row, so that none is sent without its lease or word', () => {
  const commands: Command[] = ['confirm', 'ready', 'steady', 'hold', 'proceed', 'slower', 'faster', 'skip', 'snooze', 'end', 'tap'];
  assert.deepEqual(Object.keys(RULES).toSorted(), commands.toSorted());
});
