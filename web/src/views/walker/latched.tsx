/** After a stop: why it was stopped and by whom, what to do now, and the reset, by whoever may. It moves nothing. */
import { useState } from 'preact/hooks';
import { ask, askWithWord } from '../../api/client.ts';
import { may, me } from '../../live/me.ts';
import type { Treadmill } from '../../live/store.ts';
import { Button } from '../../parts/button.tsx';
import { Tick } from '../../parts/choice.tsx';
import { Facts } from '../../parts/figure.tsx';
import { t, told } from '../../words/words.ts';
import { over } from '../start/choice.ts';
import { ITEMS, type Item } from './checklist.tsx';
import { once, underWay, type At } from './commands.ts';
import { Symptoms } from './controls.tsx';
import type { Drill } from './drill.ts';
import { notFallen } from './fell.ts';
import { After } from './ended.tsx';

// What a walker who is alone at home looks at again; the spotter is for those who are not alone.
const AGAIN: readonly Item[] = ITEMS.filter((item) => item !== 'spotter');
// The gateway's own words for what a permission depends on.
const ALONE = 'alone at home, with the checklist';

function reset(id: string, ticks: readonly Item[]): Promise<boolean> {
  return once('reset', () => askWithWord('reset', { path: { treadmill: id }, body: { ticks: [...ticks] } }));
}

interface Props {
  machine: Treadmill;
  session: string | null;
  drill: Drill;
  /** The walk that was stopped: whoever feels something can still tell. */
  at: At | null;
}

function Ticks({ ticks, onTick }: { ticks: ReadonlySet<Item>; onTick: (item: Item, on: boolean) => void }) {
  return (
    <fieldset class="group">
      <legend>{t('walker.reset.alone')}</legend>
      {AGAIN.map((item) => (
        <Tick
          key={item}
          says={t(`walker.check.${item}.name`)}
          ticked={ticks.has(item)}
          onTick={(on) => onTick(item, on)}
        />
      ))}
    </fieldset>
  );
}

/** Why it cannot be reset now; undefined = it can. */
function whyNot(machine: Treadmill, alone: boolean, ticked: number): string | undefined {
  if (machine.belt !== 'latched') return t('walker.reset.moves');
  return alone && ticked < AGAIN.length ? t('walker.reset.ticks') : undefined;
}

function Reset({ machine, drill }: Pick<Props, 'machine' | 'drill'>) {
  const [ticks, setTicks] = useState<ReadonlySet<Item>>(new Set());
  const alone = me.value?.may['reset'] === ALONE;
  if (!may('reset')) return <p class="lead">{t('walker.reset.staff')}</p>;
  const onTick = (item: Item, on: boolean): void =>
    setTicks(new Set(on ? [...ticks, item] : [...ticks].filter((each) => each !== item)));
  const press = async (): Promise<void> => {
    const done = await reset(machine.id, [...ticks]);
    if (!done) return;
    if (drill.stopped) drill.finish();
    else over(machine.id);
  };
  return (
    <section class="reset" aria-labelledby="reset-title">
      <h3 id="reset-title">{t('walker.reset.title')}</h3>
      <p>{t('walker.reset.says')}</p>
      {alone ? <Ticks ticks={ticks} onTick={onTick} /> : null}
      <Button
        kind="main"
        large
        wide
        why={whyNot(machine, alone, ticks.size)}
        busy={underWay.value.has('reset')}
        onPress={() => void press()}
      >
        {t('walker.reset.press')}
      </Button>
    </section>
  );
}

/** "Did you fall?" after the key was pulled, by one press: whoever fell is not left alone. */
function Fell({ machine, session }: { machine: Treadmill; session: string | null }) {
  const [answer, setAnswer] = useState<'fell' | 'not' | null>(null);
  if (!machine.alarms.includes('key_pulled') || session === null) return null;
  const fell = async (): Promise<void> => {
    if (await once('fall', () => ask('symptom', { path: { session }, body: { symptom: 'fall' } }))) setAnswer('fell');
  };
  const not = async (): Promise<void> => {
    if (await once('no fall', () => notFallen(machine.id))) setAnswer('not');
  };
  return (
    <section class="fell" aria-labelledby="fell-title">
      <h3 id="fell-title">{t('walker.fell.asks')}</h3>
      {answer === null ? (
        <div class="answers">
          <Button large busy={underWay.value.has('no fall')} onPress={() => void not()}>
            {t('walker.fell.no')}
          </Button>
          <Button large busy={underWay.value.has('fall')} onPress={() => void fell()}>
            {t('walker.fell.yes')}
          </Button>
        </div>
      ) : (
        <p class="lead" role="status">
          {t(`walker.fell.${answer}`)}
        </p>
      )}
    </section>
  );
}

/** Who stopped it, in words where the gateway's name for it is no person's. */
function by(source: string): string {
  const [kind = ''] = source.split(' ');
  return told('walker.stopped_by', kind) === kind ? source : told('walker.stopped_by', kind);
}

export function Latched({ machine, session, drill, at }: Props) {
  const reason = machine.latched ?? '';
  return (
    <div class="sheet latched">
      <h2>{drill.stopped ? t('walker.drill.done') : told('walker.latched.says', reason)}</h2>
      <p class="lead" role="status">
        {told('walker.latched.do', reason)}
      </p>
      <Facts of={[[t('walker.latched.by'), by(machine.latched_by ?? '')]]} />
      <Fell machine={machine} session={session} />
      {at === null ? null : <Symptoms at={at} face="latched" />}
      <Reset machine={machine} drill={drill} />
      {session === null || drill.stopped ? null : <After session={session} />}
    </div>
  );
}
