import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { clips } from '../../../src/views/start/clips.ts';
import { left, share, usable } from '../../../src/views/start/fresh.ts';
import { checkKey, shared, sorted, type Against, type Listed } from '../../../src/views/start/offers.ts';
import { choosable, yearOf } from '../../../src/views/start/people.ts';
import { whyNot } from '../../../src/views/start/vacant.ts';
import { find, LANGUAGES, type Language } from '../../../src/words/words.ts';
import { machine, walk } from '../walker/machines.ts';

const PYTHON = new URL('../../../../src/retrowalk/', import.meta.url);
const TONGUES = Object.keys(LANGUAGES) as Language[];

test('a press runs out, and is not used in its last second', () => {
  const pressed = { word: 'w', at: 1_000, goodFor: 15_000 };
  assert.equal(left(pressed, 1_000), 15_000);
  assert.equal(share(pressed, 8_500), 0.5);
  assert.equal(left(pressed, 99_000), 0);
  assert.equal(left(pressed, 0), 15_000);
  assert.ok(usable(pressed, 14_999));
  assert.ok(!usable(pressed, 15_000));
  assert.ok(!usable(null, 0));
});

const step = (segment: number, wanted: number, allowed: number, by: { source: string; set_by: string } | null) => ({
  segment, kind: 'hold', facing: 'backward', begins_s: 0, ramps_s: 0, lasts_s: 10, wanted_kmh: wanted, allowed_kmh: allowed,
  wanted_percent: 0, allowed_percent: 0, speed_by: by, inclination_by: null,
});
const line = { t_s: [], speed_kmh: [], inclination_percent: [] };
const PREVIEW = {
  refusal: null, written_m: 0, walked_m: 0, written_s: 400, walked_s: 360, belt_time_cap_s: 360,
  belt_time_by: { source: 'level', set_by: 'first' }, cut_short: false, clipped: 0, written: line, walked: line,
};

test('a limit that clips several parts is told once, with the worst of them', () => {
  const level = { source: 'level', set_by: 'first' };
  const steps = [step(0, 1, 1, null), step(1, 2, 1.5, level), step(2, 2.5, 1.5, level), step(3, 2, 1, { source: 'site', set_by: 'Ada' })];
  assert.deepEqual(clips({ ...PREVIEW, steps }), [
    { what: 'speed', by: level, segments: [2, 3], written: 2.5, walked: 1.5 },
    { what: 'speed', by: { source: 'site', set_by: 'Ada' }, segments: [4], written: 2, walked: 1 },
  ]);
});

test('a walk that the limit on belt time ends before its plan says so', () => {
  const [time] = clips({ ...PREVIEW, cut_short: true, steps: [] });
  assert.deepEqual(time, { what: 'time', by: PREVIEW.belt_time_by, segments: [], written: 400, walked: 360 });
});

const no = (check: string, why: string): Against => ({ check, code: 'role', why, limit: '', limited_by: [], retry_after_ms: null });
const listed = (id: string, against: Against[]): Listed => ({ protocol: { id } as Listed['protocol'], against });

test('what may be walked comes first', () => {
  const { may, mayNot } = sorted([listed('P06', [no('permission', 'x')]), listed('P01', [])]);
  assert.deepEqual([may.map((each) => each.protocol.id), mayNot.map((each) => each.protocol.id)], [['P01'], ['P06']]);
});

test('what stands against all of them is told once', () => {
  const latch = no('latch', 'latched');
  assert.deepEqual(shared([listed('a', [latch, no('age', 'too young')]), listed('b', [latch])]), [latch]);
  assert.deepEqual(shared([listed('a', [latch]), listed('b', [])]), []);
  assert.deepEqual(shared([]), []);
});

test('every check before a walk has words, and says what to do, in every language', () => {
  const source = readFileSync(new URL('gateway/checks.py', PYTHON), 'utf8');
  const checks = [...source.matchAll(/^ {4}Check\("([^"]+)"/gm)].map((found) => found[1] ?? '');
  assert.ok(checks.length >= 19, `${checks.length} checks found`);
  for (const tongue of TONGUES) {
    for (const check of checks) {
      assert.ok(find(`start.against.${checkKey(check)}`, tongue) && find(`start.against_do.${checkKey(check)}`, tongue), `${tongue}: ${check}`);
    }
  }
});

test('every question and every level has words in every language', () => {
  const source = readFileSync(new URL('coach/screening.py', PYTHON), 'utf8');
  const questions = [...source.matchAll(/^ {8}"([a-z]+)": Question\(/gm)].map((found) => found[1] ?? '');
  const levels = readFileSync(new URL('protocol/level.py', PYTHON), 'utf8');
  const names = [...levels.slice(0, levels.indexOf('class LevelRules')).matchAll(/= "([a-z]+)"/g)].map((found) => found[1] ?? '');
  assert.ok(questions.length >= 14 && names.length >= 11);
  for (const tongue of TONGUES) {
    for (const each of questions) assert.ok(find(`start.health.asks.${each}`, tongue) && find(`start.health.means.${each}`, tongue), `${tongue}: ${each}`);
    for (const each of names) assert.ok(find(`start.level.${each}`, tongue), `${tongue}: ${each}`);
  }
});

test('a walker chooses themselves; who may read names chooses anybody', () => {
  const people = [{ id: 'a', level: 'first', name: 'Ada' }, { id: 'b', level: 'first', name: null }] as never[];
  assert.deepEqual(choosable(people, null).map((each) => each.id), ['a']);
  assert.deepEqual(choosable(people, 'b').map((each) => each.id), ['a', 'b']);
});

test('a year of birth is four digits within a life', () => {
  assert.equal(yearOf('1980', 2026), 1980);
  assert.equal(yearOf(' 2026 ', 2026), 2026);
  for (const text of ['', '80', '1906', '2027', '19a0', '-198']) assert.equal(yearOf(text, 2026), null, text);
});

test('a treadmill that cannot be walked on says every reason', () => {
  assert.deepEqual(whyNot(machine({ belt: 'idle' }, null)), []);
  assert.deepEqual(whyNot(machine({ link: 'lost', latched: 'pain', guarded: false, identity: 'changed' })), ['link', 'latched', 'taken', 'guard', 'identity']);
  assert.deepEqual(whyNot(machine({ belt: 'observed' }, null)), ['observed']);
  assert.deepEqual(whyNot(machine({ belt: 'idle' }, walk({ stage: 'finished' }))), []);
  assert.deepEqual(whyNot(machine({ belt: 'idle', guarded: null }, null)), []);
});
