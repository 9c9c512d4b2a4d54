import { LinkButton } from '../../parts/button.tsx';
import { href } from '../../routes.ts';
import { t } from '../../words/words.ts';

/** An address that leads nowhere. */
export function Lost() {
  return (
    <>
      <h1>{t('shell.lost')}</h1>
      <LinkButton href={href('')}>{t('shell.home')}</LinkButton>
    </>
  );
}
