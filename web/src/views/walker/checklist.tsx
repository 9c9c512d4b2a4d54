/** What a person confirms before the belt may start, one press each. Nothing is ever ticked in advance. */
import { useRef, useState } from 'preact/hooks';
import type { Schema } from '../../api/client.ts';
import { leases } from '../../live/lease.ts';
import type { Treadmill } from '../../live/store.ts';
import { Button } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Icon } from '../../pictures/icons.tsx';
import { t } from '../../words/words.ts';
import { press, underWay, type At } from './commands.ts';
import { SoundTest } from './sound-test.tsx';

/** What is asked of whoever walks; that nobody stands on the belt is asked where it is measured. */
export type Item = Exclude<Schema<'Item'>, 'nobody' | 'key'>;

/** As it is gone through: the clip first, the treadmill last, and the spotter where the level needs one. */
export const ITEMS: readonly Item[] = ['clip', 'treadmill', 'manual', 'clear_area', 'shoes', 'rails', 'spotter', 'audio'];

type Walk = NonNullable<Treadmill['walk']>;

/** What is on the list: all but the spotter, who is on it where the walk asks for one. */
function useItems(missing: readonly string[]): readonly Item[] {
  const spotter = useRef(false);
  spotter.current ||= missing.includes('spotter');
  return ITEMS.filter((item) => item !== 'spotter' || spotter.current);
}

function Line({ at, item, done, label }: { at: At; item: Item; done: boolean; label: string }) {
  const [testing, setTesting] = useState(false);
  const pressed = (): void => (item === 'audio' ? setTesting(true) : void press(at, 'confirm', item));
  const mine = leases.value.has(at.treadmill);
  return (
    <li data-done={done ? '' : undefined}>
      <div class="says">
        <strong>{t(`walker.check.${item}.name`)}</strong>
        <span>{t(`walker.check.${item}.says`, { treadmill: label })}</span>
      </div>
      {done ? (
        <p class="done">
          <Icon name="check" /> {t('walker.check.done')}
        </p>
      ) : (
        <Button
          busy={underWay.value.has(`confirm ${item}`)}
          why={mine ? undefined : t('walker.lease.needed')}
          onPress={pressed}
        >
          {t(item === 'audio' ? 'walker.check.test' : 'walker.check.press')}
        </Button>
      )}
      {testing && !done ? (
        <SoundTest onPassed={() => void press(at, 'confirm', 'audio')} onClose={() => setTesting(false)} />
      ) : null}
    </li>
  );
}

function Presence({ walk, label }: { walk: Walk; label: string }) {
  if (walk.present === null) return null;
  if (walk.present) return <Notice tone="good" title={t('walker.presence.seen', { treadmill: label })} />;
  return (
    <Notice tone="warn" title={t('walker.presence.says', { treadmill: label })}>
      {t('walker.presence.do')}
    </Notice>
  );
}

export function Checklist({ at, machine, walk }: { at: At; machine: Treadmill; walk: Walk }) {
  const items = useItems(walk.missing);
  const open = items.filter((item) => walk.missing.includes(item)).length;
  return (
    <section class="checklist" aria-labelledby="checklist-title">
      <h2 id="checklist-title">{t('walker.check.title')}</h2>
      <p role="status">{t('walker.check.open', { open, of: items.length })}</p>
      <Presence walk={walk} label={machine.label} />
      <ol>
        {items.map((item) => (
          <Line key={item} at={at} item={item} done={!walk.missing.includes(item)} label={machine.label} />
        ))}
      </ol>
    </section>
  );
}
