/** Presses of a walk: each is sent once, with the lease and the fresh word it takes, and is never sent again. */
import { signal } from '@preact/signals';
import { ask, askWithWord, type Given, type Problem } from '../../api/client.ts';
import { leases } from '../../live/lease.ts';
import { feel } from '../../stop/bar.ts';
import { RULES, type Command, type Symptom } from './presses.ts';

/** What was pressed and not done. */
export interface Refused {
  readonly pressed: string;
  readonly problem: Problem;
}

/** The last press that was refused; null = none, or it was read. */
export const refused = signal<Refused | null>(null);

/** What is under way: a second press of the same does nothing until the first is answered. */
export const underWay = signal<ReadonlySet<string>>(new Set());

function mark(pressed: string, on: boolean): void {
  const next = new Set(underWay.peek());
  if (on) next.add(pressed);
  else next.delete(pressed);
  underWay.value = next;
}

type Outcome = { ok: true } | { ok: false; problem: Problem };

/** Do it once; whether it was done. A refusal is shown until the next press. */
export async function once(pressed: string, act: () => Promise<Outcome>): Promise<boolean> {
  if (underWay.peek().has(pressed)) return false;
  mark(pressed, true);
  refused.value = null;
  const outcome = await act();
  mark(pressed, false);
  if (!outcome.ok) refused.value = { pressed, problem: outcome.problem };
  return outcome.ok;
}

/** A walk under way, where it is. */
export interface At {
  readonly treadmill: string;
  readonly session: string;
}

type Item = NonNullable<Given<'command'>['body']['item']>;

function given(at: At, command: Command, item: Item | undefined): Given<'command'> {
  const lease = RULES[command].lease ? leases.peek().get(at.treadmill) : undefined;
  const body = item === undefined ? { command } : { command, item };
  return { path: { session: at.session }, body, ...(lease === undefined ? {} : { lease }) };
}

/** Press a command of the walk. */
export function press(at: At, command: Command, item?: Item): Promise<boolean> {
  const pressed = item === undefined ? command : `${command} ${item}`;
  const how = RULES[command].word ? askWithWord : ask;
  return once(pressed, () => how('command', given(at, command, item)));
}

/** READY with the word that was fetched when it was pressed. */
export function start(at: At, word: string): Promise<boolean> {
  return once('ready', () => ask('command', { ...given(at, 'ready', undefined), word }));
}

/** What a symptom that did not arrive comes to, whatever came between. */
function untold(problem: Problem): Outcome {
  return { ok: false, problem: { ...problem, code: 'untold' } };
}

/** Tell a symptom: a stop like any other, that says what for. The bar of STOP tells what becomes of it. */
export function tell(at: At, symptom: Symptom): Promise<boolean> {
  return once(symptom, async () => {
    const telling = ask('symptom', { path: { session: at.session }, body: { symptom } });
    feel(at.treadmill, telling);
    const answer = await telling;
    return answer.ok ? answer : untold(answer.problem);
  });
}
