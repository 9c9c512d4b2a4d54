import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pairAt } from '../../../src/views/owner/reach.ts';

test('a phone reaches the page as this device does, behind its path too', () => {
  assert.equal(
    pairAt('https://home.example/api/ingress/x8/#/owner?sheet=devices', null, '123456'),
    'https://home.example/api/ingress/x8/#/pair?code=123456',
  );
  assert.equal(pairAt('http://192.168.1.5:7382/#/owner', 'http://gym.local:7382/', '1'), 'http://192.168.1.5:7382/#/pair?code=1');
});

test('the own address of this computer means nothing to a phone', () => {
  for (const here of ['http://localhost:7382/#/owner', 'http://127.0.0.1:7382/', 'http://127.3.2.1/', 'http://[::1]:7382/']) {
    assert.equal(pairAt(here, 'http://gym.local:7382/', '123456'), 'http://gym.local:7382/#/pair?code=123456');
    assert.equal(pairAt(here, null, '123456'), null);
  }
});
