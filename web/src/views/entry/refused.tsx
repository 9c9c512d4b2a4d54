import { me } from '../../live/me.ts';
import { LinkButton } from '../../parts/button.tsx';
import { Refused } from '../../parts/states.tsx';
import { href } from '../../routes.ts';
import { t } from '../../words/words.ts';

/** Somebody may not see this view: who may, and how to become somebody else. */
export function RefusedView({ title }: { title: string }) {
  // A device that was not let in is paired first; on one that was, somebody else logs in.
  const stranger = me.value?.scopes.length === 0;
  const who = stranger ? t('entry.home.stranger') : t('entry.refused.who', { name: me.value?.name || t('entry.refused.nobody') });
  const way = stranger ? 'pair' : 'login';
  return (
    <>
      <h1>{title}</h1>
      <Refused who={who} action={<LinkButton href={href(way)}>{t(`entry.${way}.title`)}</LinkButton>} />
    </>
  );
}
