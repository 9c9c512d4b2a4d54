/** The walk is over: what it came to, and the ways on from here. */
import { may } from '../../live/me.ts';
import type { Treadmill } from '../../live/store.ts';
import { LinkButton } from '../../parts/button.tsx';
import { Figure } from '../../parts/figure.tsx';
import { href } from '../../routes.ts';
import { showDistance } from '../../units/shown.ts';
import { clock } from '../../units/time.ts';
import { t } from '../../words/words.ts';

/** The ways to tell how it was and to read what it came to. A tablet on which nobody is logged in has none of both. */
export function After({ session, main = false }: { session: string; main?: boolean }) {
  if (!may('tell')) return may('slower') ? <p class="soft">{t('walker.after.login')}</p> : null;
  return (
    <nav class="after" aria-label={t('walker.after.name')}>
      <LinkButton href={href('after', session)} kind={main ? 'main' : 'plain'}>
        {t('walker.after.feel')}
      </LinkButton>
      <LinkButton href={href('report', session)} kind="quiet">
        {t('walker.after.report')}
      </LinkButton>
    </nav>
  );
}

/** The way out of a view without a menu, once nobody stands on the belt. */
export function Out() {
  return (
    <LinkButton href={href('')} kind="quiet" icon="back">
      {t('entry.home.title')}
    </LinkButton>
  );
}

export function Ended({ walk }: { walk: NonNullable<Treadmill['walk']> }) {
  return (
    <div class="sheet ended">
      <h2>{t('walker.ended.title')}</h2>
      <p class="lead">{t('walker.ended.says')}</p>
      <div class="came-to">
        <Figure name={t('walker.gone')} value={clock(walk.belt_time_ms)} />
        <Figure name={t('walker.distance')} value={showDistance(walk.distance_m)} />
      </div>
      {walk.session === null ? null : <After session={walk.session} main />}
      <Out />
    </div>
  );
}

/** Nobody walks here: begin, or read of the walk that was. `last`: its session, if this page saw it. */
export function Free({ id, last, drilled }: { id: string; last: string | null; drilled: boolean }) {
  return (
    <div class="sheet free">
      <h2>{t(drilled ? 'walker.drill.again' : 'walker.free.title')}</h2>
      <p>{t('walker.free.says')}</p>
      {may('start') ? (
        <LinkButton href={drilled ? href('start', id, 'look') : href('start', id)} kind="main" large>
          {t('walker.free.start')}
        </LinkButton>
      ) : null}
      {last === null || drilled ? null : <After session={last} />}
      <Out />
    </div>
  );
}
