import { link } from '../../live/store.ts';
import { Failed, Loading } from '../../parts/states.tsx';
import { t } from '../../words/words.ts';

/** Nothing was heard yet: it is on its way, or cannot come. */
export function Waiting() {
  return link.value === 'offline' ? <Failed why={t('entry.home.away')} /> : <Loading />;
}
