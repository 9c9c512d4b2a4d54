/** What a button does: once for each press, with what stood against it. */
import { useState } from 'preact/hooks';
import { ask, type Problem, type Result } from '../api/client.ts';

interface Done<T> {
  value: T;
  /** Its ETag. */
  version: string | null;
}

export interface Doing {
  readonly busy: boolean;
  /** What stood against it last; null = nothing. */
  readonly problem: Problem | null;
  /** The gateway wants to know once more who asks; the next press proves it with a PIN ("" = there is none). */
  readonly again: boolean;
  readonly pin: string;
  readonly setPin: (pin: string) => void;
  /** Do it now; the answer, or undefined when it was refused. */
  readonly run: <T>(act: () => Promise<Result<T>>) => Promise<Done<T> | undefined>;
}

const AGAIN = 'confirm-again';

/** Who asks proves who they are; what was wrong with it, or null. */
async function prove(pin: string): Promise<Problem | null> {
  const answer = await ask('confirm', { body: pin === '' ? {} : { pin } });
  return answer.ok ? null : answer.problem;
}

export function useDoing(): Doing {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [again, setAgain] = useState(false);
  const [pin, setPin] = useState('');
  const fail = (why: Problem): void => {
    setProblem(why);
    if (why.code === AGAIN) setAgain(true);
    setPin('');
  };
  const attempt = async <T>(act: () => Promise<Result<T>>): Promise<Done<T> | undefined> => {
    const unproven = again ? await prove(pin) : null;
    if (unproven !== null) return void fail(unproven);
    setAgain(false);
    const answer = await act();
    if (!answer.ok) return void fail(answer.problem);
    setPin('');
    return { value: answer.value, version: answer.version };
  };
  const run: Doing['run'] = async (act) => {
    setBusy(true);
    setProblem(null);
    try {
      return await attempt(act);
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, again, pin, setPin, run };
}
