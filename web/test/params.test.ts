import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paramsOf } from '../src/params.ts';

test('a place is known by its parts, and names what stands in them', () => {
  assert.deepEqual(paramsOf('', ''), {});
  assert.deepEqual(paramsOf('floor', 'floor'), {});
  assert.deepEqual(paramsOf('walk/:treadmill', 'walk/aa%3Abb'), { treadmill: 'aa:bb' });
  assert.deepEqual(paramsOf('start/:treadmill/:step', 'start/left/who'), { treadmill: 'left', step: 'who' });
  assert.equal(paramsOf('walk/:treadmill', 'walk'), null);
  assert.equal(paramsOf('walk/:treadmill', 'walk/'), null);
  assert.equal(paramsOf('walk/:treadmill', 'floor/left'), null);
});

test('an address that means nothing is no place, and nothing is thrown', () => {
  for (const given of ['%', 'walk/%', 'walk/%E0%A4%A', '%/left', 'walk/%C0%AF', 'walk/%ED%A0%80']) {
    assert.equal(paramsOf('walk/:treadmill', given), null, given);
    assert.equal(paramsOf(':treadmill', given), null, given);
  }
});
