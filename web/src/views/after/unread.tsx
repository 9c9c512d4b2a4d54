/** What a view of a person's records shows while it has none: it loads, has failed, or is not for this reader. */
import type { Problem } from '../../api/client.ts';
import { advice, said } from '../../api/said.ts';
import { me } from '../../live/me.ts';
import { LinkButton } from '../../parts/button.tsx';
import { Failed, Loading, Refused } from '../../parts/states.tsx';
import { href } from '../../routes.ts';
import { t } from '../../words/words.ts';

// Refusals that another person, another device or a login would not get.
const BARRED: ReadonlySet<string> = new Set(['role', 'scope', 'not-paired']);

interface Props {
  problem: Problem | null;
  retry: () => void;
}

/** problem: null = it is still read. */
export function Unread({ problem, retry }: Props) {
  if (problem === null) return <Loading />;
  if (BARRED.has(problem.code)) {
    const who = t('after.refused', { name: me.value?.name || t('entry.refused.nobody') });
    return <Refused who={who} action={<LinkButton href={href('login')}>{t('entry.login.title')}</LinkButton>} />;
  }
  const gone = problem.code === 'not-found';
  return <Failed why={gone ? t('after.missing') : `${said(problem)} ${advice(problem)}`} retry={gone ? undefined : retry} />;
}
