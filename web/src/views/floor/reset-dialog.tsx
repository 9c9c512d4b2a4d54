/** Clearing the latch of a stop: a person has come and looked. It moves nothing, and no walk goes on by it. */
import { useEffect, useState } from 'preact/hooks';
import { ask, askWithWord, type Answer, type Schema } from '../../api/client.ts';
import { me } from '../../live/me.ts';
import { treadmill } from '../../live/store.ts';
import { Button } from '../../parts/button.tsx';
import { Tick } from '../../parts/choice.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Facts } from '../../parts/figure.tsx';
import { Notice } from '../../parts/notice.tsx';
import { tell } from '../../parts/toast.tsx';
import { t, told } from '../../words/words.ts';
import { useDoing } from '../doing.ts';
import { Against } from '../proof.tsx';
import { close } from './showing.ts';

type Item = Schema<'Item'>;

// What somebody who is alone looks at again, in the order of the checklist; the spotter is for those who are not.
const ITEMS: readonly Item[] = ['clip', 'rails', 'shoes', 'clear_area', 'manual', 'audio', 'treadmill'];
// The gateway's own words for what a permission depends on.
const ALONE = 'alone at home, with the checklist';

function useLatch(id: string, belt: string | undefined): Answer<'latch'> | null {
  const [latch, setLatch] = useState<Answer<'latch'> | null>(null);
  useEffect(() => {
    void ask('latch', { path: { treadmill: id } }).then((answer) => answer.ok && setLatch(answer.value));
  }, [id, belt]);
  return latch;
}

/** Each item by a press of its own; nothing is ticked beforehand. */
function Checklist({ ticks, onTick }: { ticks: ReadonlySet<Item>; onTick: (item: Item, on: boolean) => void }) {
  return (
    <div class="stack tight">
      <p>{t('floor.reset.alone')}</p>
      {ITEMS.map((item) => (
        <Tick key={item} says={told('floor.item', item)} ticked={ticks.has(item)} onTick={(on) => onTick(item, on)} />
      ))}
    </div>
  );
}

function Latch({ latch }: { latch: Answer<'latch'> }) {
  return (
    <>
      <Facts of={[[t('floor.reset.why'), told('floor.latched', latch.reason ?? '')]]} />
      {!latch.at_zero && <Notice tone="warn" title={t('floor.reset.moves')} />}
      <p>{t('floor.reset.says')}</p>
    </>
  );
}

export function ResetDialog({ id }: { id: string }) {
  const machine = treadmill(id).value;
  const latch = useLatch(id, machine?.belt);
  const doing = useDoing();
  const [ticks, setTicks] = useState<ReadonlySet<Item>>(new Set());
  if (machine === undefined || latch === null) return null;
  const alone = me.value?.may['reset'] === ALONE;
  const onTick = (item: Item, on: boolean): void =>
    setTicks(new Set(on ? [...ticks, item] : [...ticks].filter((each) => each !== item)));
  const press = async (): Promise<void> => {
    const given = { path: { treadmill: id }, body: { ticks: [...ticks] } };
    if (!(await doing.run(() => askWithWord('reset', given)))) return;
    tell(t('floor.reset.done', { name: machine.label }));
    close();
  };
  const why = !latch.at_zero ? t('floor.reset.wait') : alone && ticks.size < ITEMS.length ? t('floor.reset.tick') : undefined;
  return (
    <Dialog
      title={t('floor.reset.title', { name: machine.label })}
      onClose={close}
      actions={
        <Button kind="main" busy={doing.busy} why={why} onPress={() => void press()}>
          {t('floor.reset.press')}
        </Button>
      }
    >
      <Latch latch={latch} />
      {alone && <Checklist ticks={ticks} onTick={onTick} />}
      <Against doing={doing} />
    </Dialog>
  );
}
