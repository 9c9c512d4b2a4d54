/** How long the walk still lasts, how far it went, and the heart where a strap tells it. */
import type { Treadmill } from '../../live/store.ts';
import { Figure } from '../../parts/figure.tsx';
import { showDistance } from '../../units/shown.ts';
import { clock } from '../../units/time.ts';
import { t } from '../../words/words.ts';

type Walk = NonNullable<Treadmill['walk']>;

function Heart({ walk, strap }: { walk: Walk; strap: boolean }) {
  if (!strap) return null;
  const limit = walk.heart_rate_limit_bpm;
  const note = limit === null ? undefined : t('walker.heart.limit', { limit });
  return <Figure name={t('walker.heart.name')} value={walk.heart_rate_bpm ?? '–'} unit={t('walker.heart.unit')} note={note} />;
}

export function Time({ walk, strap }: { walk: Walk; strap: boolean }) {
  return (
    <section class="time" aria-label={t('walker.time')}>
      <Figure name={t('walker.left')} value={clock(walk.left_ms, 'left')} />
      <Figure name={t('walker.gone')} value={clock(walk.belt_time_ms)} />
      <Figure name={t('walker.distance')} value={showDistance(walk.distance_m)} />
      <Heart walk={walk} strap={strap} />
    </section>
  );
}
