import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldOf, label, shownValue, type Field } from '../../../src/views/after/field.ts';
import { slug, ours } from '../../../src/words/ours.ts';
import { speak } from '../../../src/words/words.ts';

const field = (key: string, value: Field['value'], shown = ''): Field => ({ key, label: 'As told', shown, known: value !== null, value });
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

for (const [key, value, says] of [
  ['belt_time_s', 126, '2:06'],
  ['stopped_in_s', 2.94, '2.9 s'],
  ['near_cap_s', 0, '0:00'],
  ['distance_m', 284.3, '284 m'],
  ['measured_max_kmh', 2.4, '2.4 km/h'],
  ['incline_max_percent', 1.5, '1.5 %'],
  ['done_percent', 97, '97 %'],
  ['heart_rate_max_bpm', 131, '131 /min'],
  ['pain_before', 0, '0 of 10'],
  ['rpe_end', 4, '4 of 10'],
  ['stumbles', 0, '0'],
  ['stop_reason', 'pain', 'pain'],
  ['state', 'stopped', 'stopped'],
  ['pain_side', 'left', 'left'],
  ['swelling', false, 'No'],
  ['commissioned', true, 'Yes'],
  ['ticks', ['clip', 'never_heard_of'], 'Safety clip, never heard of'],
  ['notes', 'left knee', 'left knee'],
  ['protocol_hash', 'ab'.repeat(32), 'abababababab'],
  ['incline_profile', '0.0 % for 4:00 min, 0.5 % for 1:00:00 h', '0.0 % 4:00, 0.5 % 1:00:00'],
  ['doubtful', 'none', 'none'],
  ['doubtful', 'no connection 0:05 min, something new 0:02 min', 'no connection 0:05, something new 0:02'],
] as const) {
  test(`${key} ${JSON.stringify(value)} is read as ${says}`, () =>
    assert.equal(plain(shownValue(field(key, value as Field['value']))), says));
}

test('what nobody told is said so, in our words', () => {
  assert.equal(shownValue(field('pain_60min', null, 'not told')), 'not told');
  assert.equal(shownValue(field('steps', null, 'not measured')), 'not measured');
});

test('in another language every word is another', async () => {
  await speak('de');
  assert.equal(shownValue(field('steps', null, 'not measured')), 'nicht gemessen');
  assert.equal(plain(shownValue(field('measured_max_kmh', 2.4))), '2,4 km/h');
  assert.equal(label(field('pain_before', 1)), 'Schmerz davor');
  assert.equal(shownValue(field('age_band', '65 or more')), '65 oder mehr');
  assert.equal(shownValue(field('age_band', '18–64')), '18–64');
  assert.equal(ours('after.reason', 'pain above 2, or not told'), 'Schmerz über 2, oder nicht gesagt');
  await speak('en');
});

test('a field and a sentence we do not know yet are told as the gateway tells them', () => {
  assert.equal(label(field('moon_phase', 1)), 'As told');
  assert.equal(ours('after.reason', 'Something new, at 90 %'), 'Something new, at 90 %');
});

test('a sentence has one name, whatever its signs', () => {
  assert.equal(slug('less than 90 % of the plan done'), 'less_than_90_of_the_plan_done');
  assert.equal(slug('pain above 2, or not told'), 'pain_above_2_or_not_told');
});

test('a field is found in whatever section it stands', () => {
  const sections = [{ title: 'A', entries: [] }, { title: 'B', entries: [field('holds', 2)] }];
  assert.equal(fieldOf(sections, 'holds')?.value, 2);
  assert.equal(fieldOf(sections, 'nothing'), undefined);
});
