import assert from 'node:assert/strict';
import { test } from 'node:test';
import { added, blank, changed, faced, moved, ofWhole, piece, without, written, type Draft } from '../../../src/views/editor/draft.ts';

function of(...kinds: readonly ('settle' | 'hold' | 'turn')[]): Draft {
  return faced({ ...blank(), pieces: kinds.map((kind) => piece(kind, 'backward')) });
}

const kinds = (draft: Draft): string[] => draft.pieces.map((each) => each.kind);
const facings = (draft: Draft): string[] => draft.pieces.map((each) => each.facing);

test('which way one faces follows from the turns', () => {
  assert.deepEqual(facings(of('settle', 'turn', 'settle', 'turn', 'hold')), ['backward', 'forward', 'forward', 'backward', 'backward']);
  assert.deepEqual(facings(faced({ ...of('settle', 'turn'), facing: 'forward' })), ['forward', 'backward']);
});

test('a segment is added behind another, moved, changed and taken away; the rest stays', () => {
  const begun = of('settle', 'hold');
  const [first, second] = begun.pieces;
  assert.ok(first && second);
  const longer = added(begun, 'turn', first.key);
  assert.deepEqual(kinds(longer), ['settle', 'turn', 'hold']);
  assert.deepEqual(facings(longer), ['backward', 'forward', 'forward']);
  assert.deepEqual(kinds(added(begun, 'rest', null)), ['settle', 'hold', 'rest']);
  assert.deepEqual(kinds(moved(longer, second.key, -1)), ['settle', 'hold', 'turn']);
  assert.equal(moved(begun, first.key, -1), begun);
  assert.equal(changed(begun, second.key, { speed: '2' }).pieces[1]?.speed, '2');
  assert.deepEqual(kinds(without(longer, second.key)), ['settle', 'turn']);
});

test('a speed is written in the unit of the reader where it says the same to the belt', () => {
  assert.equal(written(2.41, 'mph'), '1.5 mph');
  assert.equal(written(2.4, 'mph'), '2.4 km/h');
  assert.equal(written(2.41, 'km/h'), '2.41 km/h');
  for (let tenth = 1; tenth <= 40; tenth += 1) {
    const kmh = Math.floor((tenth / 10) * 160.9344 + 1e-9) / 100;
    assert.equal(written(kmh, 'mph'), `${tenth / 10} mph`);
  }
});

const PROTOCOL = {
  id: 'P1', name: 'One', level: 'beginner', author: '', hash: '', speed_cap_kmh: 2.41, inclination_cap_percent: 0, segments: 3,
  self_paced: true, monitor_only: false, who: 'all', frequency: '', progression: '', basis: 'ours',
};
const REST = { announce: '', distance_m: null };

test('a protocol that is there becomes a draft, whatever it begins with', () => {
  const whole = {
    protocol: PROTOCOL,
    ramp_up_kmh_per_s: 0.16,
    ramp_down_kmh_per_s: 0.24,
    curve: { t_s: [], speed_kmh: [], inclination_percent: [] },
    segments: [
      { ...REST, kind: 'settle', facing: 'forward', speed_kmh: null, inclination_percent: 0, duration_s: 30 },
      { ...REST, kind: 'turn', facing: 'backward', speed_kmh: null, inclination_percent: 0, duration_s: 20 },
      { ...REST, kind: 'hold', facing: 'backward', speed_kmh: 1.93, inclination_percent: 1.5, duration_s: null, distance_m: 40, announce: 'Go' },
    ],
  };
  const draft = ofWhole(whole, 'mph');
  assert.equal(draft.facing, 'forward');
  assert.equal(draft.speedCap, '1.5 mph');
  assert.equal(draft.selfPaced, true);
  const told = draft.pieces.map(({ key: _, ...each }) => each);
  assert.deepEqual(told[2], { kind: 'hold', facing: 'backward', speed: '1.2 mph', inclination: '1.5 %', lasts: '40 m', say: 'Go' });
  assert.deepEqual(told[0], { kind: 'settle', facing: 'forward', speed: '', inclination: '', lasts: '30 s', say: '' });
});
