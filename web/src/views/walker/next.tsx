/** What comes next and when: a ring that runs out before every change; else what is to be done now. One place for both. */
import type { ComponentChildren } from 'preact';
import type { Treadmill } from '../../live/store.ts';
import { Ring } from '../../pictures/ring.tsx';
import { showInclination, showSpeed } from '../../units/shown.ts';
import { clock } from '../../units/time.ts';
import { t, told } from '../../words/words.ts';
import { comingOf, COUNTDOWN_MS, RING_MS, type Coming } from './coming.ts';
import type { Face } from './face.ts';

/** Where it leads, in figures; "" where nothing is known beside the words. */
function figures(coming: Coming): string {
  return [
    coming.speed_kmh === null ? '' : showSpeed(coming.speed_kmh),
    coming.inclination_percent === null ? '' : showInclination(coming.inclination_percent),
  ]
    .filter(Boolean)
    .join(' · ');
}

function Says({ coming }: { coming: Coming }) {
  return (
    <>
      <span class="what">{told('walker.change', coming.cue)}</span>
      <span class="to">{figures(coming)}</span>
      {coming.says === '' ? null : <span class="says">{coming.says}</span>}
    </>
  );
}

function Later({ coming }: { coming: Coming }) {
  return (
    <p class="later">
      <span class="name">{t('walker.next')}</span>
      <Says coming={coming} />
      <span class="when">{t('walker.in', { time: clock(coming.in_ms, 'left') })}</span>
    </p>
  );
}

function Shown({ coming }: { coming: Coming }) {
  if (coming.ring === null) return <Later coming={coming} />;
  return (
    <Ring left={coming.in_ms} whole={coming.cue === 'countdown' ? COUNTDOWN_MS : RING_MS}>
      <Says coming={coming} />
    </Ring>
  );
}

interface Props {
  face: Face;
  walk: Treadmill['walk'];
  /** What is to be done now; it stands alone where nothing is known to come. */
  children?: ComponentChildren;
}

export function Ahead({ face, walk, children }: Props) {
  const coming = comingOf(face, walk);
  return (
    <section class="ahead" aria-label={t('walker.next')}>
      {coming === null ? null : <Shown coming={coming} />}
      {children}
    </section>
  );
}
