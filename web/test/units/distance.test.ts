import assert from 'node:assert/strict';
import { test } from 'node:test';
import { distanceText } from '../../src/units/distance.ts';

test('distances follow the system of the speed unit', () => {
  assert.equal(distanceText(120.4, 'km/h', 'en'), '120\u00a0m');
  assert.equal(distanceText(1240, 'km/h', 'de'), '1,24\u00a0km');
  assert.equal(distanceText(12, 'mph', 'en'), '39\u00a0ft');
  assert.equal(distanceText(1207, 'mph', 'en'), '0.75\u00a0mi');
});

test('no distance is a dash, and nothing walked is nought', () => {
  assert.equal(distanceText(null, 'mph', 'en'), '–');
  assert.equal(distanceText(0, 'km/h', 'en'), '0\u00a0m');
});
