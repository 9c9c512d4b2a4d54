// A refusal in the words of whoever reads it. What the gateway adds is for those who mend things, and is in English.
import type { Problem } from '../api/client.ts';
import { t, told } from './words.ts';

export interface Explained {
  readonly what: string;
  readonly detail: string;
  readonly fields: readonly (readonly [string, string])[];
}

/** What happened, in words; the gateway's own sentence; and each field that is wrong. */
export function explained(problem: Problem): Explained {
  const what = told('problem.code', problem.code);
  const wait = problem.retry_after_ms ?? 0;
  return {
    what: wait > 0 ? `${what} ${t('problem.wait', { seconds: Math.ceil(wait / 1000) })}` : what,
    detail: problem.detail,
    fields: Object.entries(problem.fields ?? {}),
  };
}
