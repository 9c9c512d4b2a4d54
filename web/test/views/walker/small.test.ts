import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, test } from 'node:test';
import { wasDrill } from '../../../src/views/walker/drill.ts';
import { holdOf } from '../../../src/views/walker/hold.ts';
import { markOf } from '../../../src/views/walker/marks.ts';
import { keyOf, reasonNotReady } from '../../../src/views/walker/reasons.ts';
import { find, language, LANGUAGES, type Language } from '../../../src/words/words.ts';
import { machine, walk } from './machines.ts';

afterEach(() => void (language.value = 'en'));
const PYTHON = new URL('../../../../src/retrowalk/', import.meta.url);

test('a drill is a press of STOP at the minimum, before anything was faster, by somebody who has it to do', () => {
  const stopped = machine({ latched: 'user_stop' }, walk({ stage: 'finished', segment: 0, belt_time_ms: 4_000 }));
  assert.ok(wasDrill(stopped, true));
  assert.ok(!wasDrill(stopped, false));
  assert.ok(!wasDrill(machine({ latched: 'pain' }, walk({ segment: 0 })), true));
  assert.ok(!wasDrill(machine({ latched: 'user_stop' }, walk({ segment: 1 })), true));
  assert.ok(!wasDrill(machine({ latched: 'user_stop' }, walk({ segment: 0, belt_time_ms: 0 })), true));
});

test('the lease is ours only while this page renews it', () => {
  assert.equal(holdOf('c1', 'c1', true), 'ours');
  assert.equal(holdOf('c1', 'c1', false), 'device');
  assert.equal(holdOf('c2', 'c1', false), 'other');
  assert.equal(holdOf('', 'c1', false), 'nobody');
});

test('what people did and what went wrong is marked; changes of the plan are seen without', () => {
  assert.deepEqual(markOf({ type: 'session.cue', data: { cue: 'held' } }), { group: 'walker.mark', code: 'held', alarm: false });
  assert.deepEqual(markOf({ type: 'latch.set', data: { reason: 'pain' } }), { group: 'walker.latched.says', code: 'pain', alarm: true });
  assert.equal(markOf({ type: 'session.cue', data: { cue: 'speed_up' } }), null);
  assert.equal(markOf({ type: 'lease.changed', data: {} }), null);
});

test('every reason READY is refused for is told in every language', () => {
  const source = readFileSync(new URL('controller/begin.py', PYTHON), 'utf8');
  const table = source.slice(source.indexOf('CONDITIONS'), source.indexOf('def unmet'));
  const sentences = [...table.matchAll(/"([^"]+)"\),$/gm)].map((found) => found[1] ?? '');
  assert.ok(sentences.length >= 10, `${sentences.length} sentences found`);
  for (const tongue of Object.keys(LANGUAGES) as Language[]) {
    for (const each of sentences) assert.ok(find(`walker.not_ready.${keyOf(each)}`, tongue), `${tongue}: ${each}`);
  }
});

test('a reason is read in the language of the page; one we do not know as it came', () => {
  language.value = 'de';
  assert.match(reasonNotReady('the belt is not flat'), /nicht flach/);
  assert.match(reasonNotReady('nobody holds the lease'), /Bedienung/);
  assert.equal(reasonNotReady('the moon is full'), 'the moon is full');
});

test('every reason of a stop and every layer of a limit has words in every language', () => {
  const events = readFileSync(new URL('safety/events.py', PYTHON), 'utf8');
  const reasons = [...events.slice(events.indexOf('class StopReason'), events.indexOf('class Sample')).matchAll(/= "([a-z_]+)"/g)];
  const caps = readFileSync(new URL('safety/caps.py', PYTHON), 'utf8');
  const layers = [...caps.slice(caps.indexOf('class Source'), caps.indexOf('class Layer')).matchAll(/= "([a-z ]+)"/g)];
  assert.ok(reasons.length >= 20 && layers.length >= 11);
  for (const tongue of Object.keys(LANGUAGES) as Language[]) {
    for (const [, reason] of reasons) {
      assert.ok(find(`walker.latched.says.${reason}`, tongue) && find(`walker.latched.do.${reason}`, tongue), `${tongue}: ${reason}`);
    }
    for (const [, layer] of layers) assert.ok(find(`floor.layer.${layer?.replaceAll(' ', '_')}`, tongue), `${tongue}: ${layer}`);
  }
});
