/** Where a walk is gentler than it was written, and whose limit that is. */
import { useRead } from '../reading.ts';
import { ask, type Schema } from '../../api/client.ts';
import { showInclination, showSpeed } from '../../units/shown.ts';
import { clock } from '../../units/time.ts';
import { t, told } from '../../words/words.ts';
import { setBy } from '../set_by.ts';
import { clips, type Clip } from './clips.ts';

const SHOWN: Readonly<Record<Clip['what'], (value: number) => string>> = {
  speed: showSpeed,
  inclination: showInclination,
  time: (seconds) => clock(seconds * 1_000),
};

function sentence(clip: Clip, names: ReadonlyMap<string, string>): string {
  const by = setBy(clip.by, names);
  const layer = told('floor.layer', clip.by.source);
  return t(`start.clip.${clip.what}`, {
    written: SHOWN[clip.what](clip.written),
    walked: SHOWN[clip.what](clip.walked),
    segments: clip.segments.join(', '),
    by: clip.by.set_by === '' || clip.by.set_by === clip.by.source ? layer : `${layer}: ${by}`,
  });
}

export function Clips({ preview }: { preview: Schema<'PreviewView'> }) {
  const people = useRead(() => ask('people', {}), 'people');
  const names = new Map((people.value ?? []).flatMap((each) => (each.name == null ? [] : [[each.id, each.name]])));
  const found = clips(preview);
  return (
    <section class="clips" aria-label={t('start.clip.title')}>
      <h2>{t('start.clip.title')}</h2>
      {found.length === 0 ? <p>{t('start.clip.none')}</p> : null}
      <ul>
        {found.map((clip) => (
          <li key={`${clip.what} ${clip.by.source} ${clip.by.set_by}`}>{sentence(clip, names)}</li>
        ))}
      </ul>
    </section>
  );
}
