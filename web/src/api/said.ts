// What a refusal means in the reader's language, and what to do about it. What only this refusal is about stays beside
// it: in the reader's language where there are words for the gateway's sentence, else as the gateway says it.
import { known } from '../words/ours.ts';
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

/** A sentence beside our words. lang: 'en' where the gateway says it, whose sentences are English whatever is read here. */
export interface Detail {
  readonly text: string;
  readonly lang: 'en' | undefined;
}

// "the role walker may not …" says what our words say; "the role walker may …: at home" says when it may.
const ROLE = /^the role .+? may (?:not .*|.+: (.+))$/;

/** What tells more than our words; null where nothing does. */
export function detail(problem: Pick<Problem, 'code'> & Partial<Pick<Problem, 'detail'>>): Detail | null {
  const own = words('says', problem) === '' ? '' : (problem.detail ?? '');
  const role = ROLE.exec(own);
  if (own === '' || (role !== null && role[1] === undefined)) return null;
  const ours = role?.[1] === undefined ? known('refusal.own', own) : known('refusal.on', role[1]);
  return ours === undefined ? { text: own, lang: 'en' } : { text: ours, lang: undefined };
}
