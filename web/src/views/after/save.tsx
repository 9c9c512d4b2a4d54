/** A walk as a file: what the site exports, each with who it is for. */
import { address } from '../../api/client.ts';
import { LinkButton } from '../../parts/button.tsx';
import { t } from '../../words/words.ts';

const FORMATS = ['html', 'fit', 'tcx', 'csv', 'json'] as const;

export function Save({ session }: { session: string }) {
  return (
    <section class="card unprinted" aria-labelledby="save">
      <h2 id="save">{t('after.save.title')}</h2>
      <ul class="plain saves">
        {FORMATS.map((format) => (
          <li key={format}>
            <LinkButton icon="save" href={address('export', { session }, { format })}>
              {t(`after.save.${format}.name`)}
            </LinkButton>
            <p class="soft small">{t(`after.save.${format}.for`)}</p>
          </li>
        ))}
      </ul>
      <p class="soft small">{t('after.save.names')}</p>
    </section>
  );
}
