import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blank } from '../../../src/views/editor/draft.ts';
import { placed } from '../../../src/views/editor/faults.ts';

const line = (field: string, message = field): { line: number; column: number; field: string; message: string } => ({
  line: 1, column: 1, field, message,
});

test('what is wrong stands where it was typed; the first of several at one place', () => {
  const draft = blank();
  const [first, second] = draft.pieces;
  assert.ok(first && second);
  const found = placed(
    [
      line('cap.speed'), line('name', 'missing'), line('name', 'later'), line('segments[1].settle.for'),
      line('segments[2].settle', 'odd'), line('segments[9].hold.speed'), line('no such'), line('segments[2].hold.to'),
    ],
    draft,
  );
  assert.deepEqual(found.head, { speedCap: 'cap.speed', name: 'missing' });
  assert.deepEqual(found.pieces.get(first.key), { lasts: 'segments[1].settle.for' });
  assert.deepEqual(found.pieces.get(second.key), { whole: 'odd', speed: 'segments[2].hold.to' });
  assert.deepEqual(found.rest.map((each) => each.field), ['segments[9].hold.speed', 'no such']);
});
