/** "I did not fall": whoever was called to ask need not come any more. What they were told stands in the audit. */
import { ask, type Problem } from '../../api/client.ts';

/** Answer the call that asks about a fall here, if nobody has. Somebody else's is refused, and stays. */
export async function notFallen(treadmill: string): Promise<{ ok: true } | { ok: false; problem: Problem }> {
  const calls = await ask('calls', {});
  if (!calls.ok) return calls;
  const asks = calls.value.find(
    (each) => each.treadmill === treadmill && each.cue === 'fall_check' && each.answered_at === null,
  );
  return asks === undefined ? { ok: true } : ask('answer_call', { path: { call: asks.id }, body: { answer: '', fell: false } });
}
