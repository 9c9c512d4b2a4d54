// What a refusal means in the reader's language, and what to do about it. The gateway's own sentence stays beside it:
// it names what only this refusal is about.
import { find, language, t, told } from '../words/words.ts';
import type { Problem } from './client.ts';

const MINUTE = 60;

/** How long to wait, in whole seconds or minutes. */
function wait(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  return seconds < MINUTE ? t('refusal.wait.seconds', { n: seconds }) : t('refusal.wait.minutes', { n: Math.ceil(seconds / MINUTE) });
}

type Told = Pick<Problem, 'code'> & Partial<Pick<Problem, 'limit' | 'limited_by' | 'retry_after_ms'>>;

function values(problem: Told): Record<string, string> {
  return {
    limit: problem.limit || '–',
    by: problem.limited_by?.join(', ') || '–',
    wait: wait(problem.retry_after_ms ?? 0),
  };
}

function words(group: 'says' | 'do', problem: Told): string {
  const key = `refusal.${group}.${problem.code.replaceAll('-', '_')}`;
  const known = find(key, language.value) ?? find(key, 'en');
  return known === undefined ? '' : told(`refusal.${group}`, problem.code, values(problem));
}

/** What happened: our words for the code; a code we do not know yet is told by the gateway's sentence. */
export function said(problem: Told & Partial<Pick<Problem, 'detail' | 'title'>>): string {
  return words('says', problem) || problem.detail || problem.title || t('refusal.other');
}

/** What to do now; "" where nobody can tell. */
export function advice(problem: Told): string {
  return words('do', problem);
}

/** The gateway's own sentence where it tells more than our words; "" where it does not. English. */
export function detail(problem: Pick<Problem, 'code'> & Partial<Pick<Problem, 'detail'>>): string {
  return words('says', problem) === '' ? '' : (problem.detail ?? '');
}
