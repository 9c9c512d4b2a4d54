/** A text, read by the gateway a moment after the last key was pressed; nothing is kept. */
import { useEffect, useState } from 'preact/hooks';
import { ask, type Problem, type Schema } from '../../api/client.ts';
import type { Line } from './faults.ts';

export type Whole = Schema<'WholeView'>;

/** `text`: the one it is about. `whole`: what it says, if it is right; `lines`: what is wrong; `problem`: nobody read it. */
export interface Verdict {
  readonly text: string;
  readonly whole: Whole | null;
  readonly lines: readonly Line[];
  readonly problem: Problem | null;
}

const UNREAD: Verdict = { text: '', whole: null, lines: [], problem: null };

// Long enough not to read every key, short enough to be felt as at once (ms).
const PAUSE = 400;

/** Read one text now. */
export async function read(text: string): Promise<Verdict> {
  const answer = await ask('check_protocol', { body: { text } });
  return answer.ok ? { ...UNREAD, text, ...answer.value } : { ...UNREAD, text, problem: answer.problem };
}

/** The verdict on what stands there; the one before it until then. null: nothing to read yet. */
export function useChecking(text: string | null): Verdict {
  const [verdict, setVerdict] = useState<Verdict>(UNREAD);
  useEffect(() => {
    if (text === null) return;
    let wanted = true;
    const timer = setTimeout(() => void read(text).then((found) => wanted && setVerdict(found)), PAUSE);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [text]);
  return verdict;
}
