/** What a view reads before it can show anything: asked for once, and again when somebody wants it anew. */
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Problem, Result } from '../api/client.ts';

export interface Read<T> {
  readonly value: T | null;
  /** The version a change is made from. */
  readonly version: string | null;
  readonly problem: Problem | null;
  readonly again: () => void;
  /** A newer one, which some change was answered with. */
  readonly put: (value: T) => void;
}

interface State<T> {
  readonly value: T | null;
  readonly version: string | null;
  readonly problem: Problem | null;
}

const NOTHING = { value: null, version: null, problem: null };

/** Read on, and when `key` is another. What was read stays shown while it is read anew. */
export function useRead<T>(read: () => Promise<Result<T>>, key: string): Read<T> {
  const [state, setState] = useState<State<T>>(NOTHING);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let wanted = true;
    void read().then((answer) => {
      if (!wanted) return;
      if (answer.ok) setState({ value: answer.value, version: answer.version, problem: null });
      else setState({ ...NOTHING, problem: answer.problem });
    });
    return () => void (wanted = false);
  }, [key, turn]);
  const again = useCallback(() => setTurn((before) => before + 1), []);
  const put = useCallback((value: T) => setState((before) => ({ ...before, value, problem: null })), []);
  return { ...state, again, put };
}
