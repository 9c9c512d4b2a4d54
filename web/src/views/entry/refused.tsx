import { me } from '../../live/me.ts';
import { href } from '../../routes.ts';
import { t } from '../../words/words.ts';

/** Somebody may not see this here: who may, and how to become somebody else. */
export function Refused() {
  return (
    <>
      <h1>{t('entry.refused.title')}</h1>
      <p>{t('entry.refused.who', { name: me.value?.name || t('entry.refused.nobody') })}</p>
      <a href={href('')}>{t('shell.home')}</a>
    </>
  );
}
