import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outside } from '../../src/views/outside.ts';

test('on another computer the address of the page is the way there, behind a prefix too', () => {
  const here = 'https://home.example/api/ingress/x8/?a=1#/after/w1';
  assert.equal(outside(here, null, '/morning/w1/t'), 'https://home.example/api/ingress/x8/?a=1#/morning/w1/t');
});

for (const host of ['localhost:7382', '127.0.0.1:7382', '[::1]:7382']) {
  test(`nobody else reaches ${host}: what the gateway says counts`, () => {
    const told = 'http://192.168.1.5:7382/';
    assert.equal(outside(`http://${host}/#/after/w1`, told, '/morning/w1/t'), `${told}#/morning/w1/t`);
    assert.equal(outside(`http://${host}/`, null, '/morning/w1/t'), null);
  });
}
