import { me } from '../../live/me.ts';
import { LinkButton } from '../../parts/button.tsx';
import { Refused } from '../../parts/states.tsx';
import { href } from '../../routes.ts';
import { t } from '../../words/words.ts';

/** Somebody may not see this view: who may, and how to become somebody else. */
export function RefusedView({ title }: { title: string }) {
  const who = t('entry.refused.who', { name: me.value?.name || t('entry.refused.nobody') });
  return (
    <>
      <h1>{title}</h1>
      <Refused who={who} action={<LinkButton href={href('login')}>{t('entry.login.title')}</LinkButton>} />
    </>
  );
}
