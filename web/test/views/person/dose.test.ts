import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instead, most } from '../../../src/views/person/dose.ts';

const last = { seconds: 540, speed_kmh: 2.4, inclination_percent: 0, metres: 0, repeats: 0, load_kg: 0 };
const longer = { ...last, seconds: 600 };

test('a thing is changed up to the step that is proposed, and not below what was walked', () => {
  assert.equal(most(last, longer, 'seconds'), 600);
  assert.equal(most(longer, last, 'seconds'), 600);
  assert.equal(most(last, longer, 'speed_kmh'), 2.4);
});

test('one thing is changed, the others stay as they were walked', () => {
  assert.deepEqual(instead(last, 'seconds', 570), { seconds: 570, speed_kmh: 2.4, inclination_percent: 0 });
  assert.deepEqual(instead(last, 'speed_kmh', 2), { seconds: 540, speed_kmh: 2, inclination_percent: 0 });
});
