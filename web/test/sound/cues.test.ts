import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CUES, isChange, isCue, weight, type CueName } from '../../src/sound/cues.ts';
import { PULSES } from '../../src/sound/pulses.ts';
import { lasts, TUNES } from '../../src/sound/tunes.ts';
import { find } from '../../src/words/words.ts';

/** The cues and alarms of the gateway, as its own source lists them. */
function told(): string[] {
  const source = readFileSync(new URL('../../../src/retrowalk/controller/effects.py', import.meta.url), 'utf8');
  const lists = source.split(/^class /m).filter((each) => /^(Cue|AlarmKind)\(/.test(each));
  return lists.flatMap((list) => Array.from(list.matchAll(/^ {4}[A-Z_]+ = "(\w+)"/gm), (found) => found[1] ?? ''));
}

test('everything the gateway can announce is in the table, and has words in each language', () => {
  const cues = told();
  assert.ok(cues.length >= 30);
  for (const cue of cues) assert.ok(isCue(cue), cue);
  for (const cue of Object.keys(CUES)) {
    for (const tongue of ['en', 'de', 'es'] as const) assert.ok(find(`sound.cue.${cue}`, tongue), `${cue} in ${tongue}`);
  }
  assert.ok(!isCue('toString'));
});

test('an alarm is above everything, a stop above every change, a change above every reminder', () => {
  const of = (rank: string) => (Object.keys(CUES) as CueName[]).filter((cue) => CUES[cue].rank === rank);
  for (const alarm of of('alarm')) for (const stop of of('stop')) assert.ok(weight(alarm) > weight(stop));
  for (const stop of of('stop')) for (const change of of('change')) assert.ok(weight(stop) > weight(change));
  for (const change of of('change')) for (const calm of of('reminder')) assert.ok(weight(change) > weight(calm));
  assert.ok(isChange('speed_up') && !isChange('pull_the_key'));
});

test('no two tunes are the same, and all lie where small speakers and old ears hear them', () => {
  const tunes = Object.values(TUNES).map((tune) => JSON.stringify(tune));
  assert.equal(new Set(tunes).size, tunes.length);
  for (const tune of Object.values(TUNES)) {
    for (const { hz, ms } of tune) assert.ok((hz === 0 || (hz >= 300 && hz <= 1_500)) && ms >= 50);
  }
});

test('a tune is over well before the change it tells of', () => {
  for (const tune of Object.values(TUNES)) assert.ok(lasts(tune) <= 1_000);
  assert.equal(lasts(TUNES.tick) < 1_000, true);
});

test('faster rises, slower falls', () => {
  assert.ok(TUNES.faster[0].hz < TUNES.faster[1].hz);
  assert.ok(TUNES.slower[0].hz > TUNES.slower[1].hz);
});

test('pulses grow with what they tell', () => {
  const whole = (pulse: readonly number[]): number => pulse.reduce((sum, each) => sum + each, 0);
  const lengths = [PULSES.short, PULSES.change, PULSES.stop, PULSES.alarm].map(whole);
  assert.deepEqual(lengths, [...lengths].sort((one, other) => one - other));
});
