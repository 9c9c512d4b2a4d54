/** Who has the controls of this treadmill, and how to get them. Anybody stops without them. */
import { useState } from 'preact/hooks';
import { ask } from '../../api/client.ts';
import { askForLease, leases, takeLease } from '../../live/lease.ts';
import { may, me } from '../../live/me.ts';
import type { Treadmill } from '../../live/store.ts';
import { Button } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { t } from '../../words/words.ts';
import { useRead } from '../reading.ts';
import { once, underWay } from './commands.ts';
import { holdOf, type Hold } from './hold.ts';
import { newsOf } from './news.ts';

// The gateway's own words for what a permission depends on.
const CONSENT = 'when its holder agrees';

/** Whether the lease of somebody else is to be asked for; staff take it over at once. */
function mustAsk(hold: Hold): boolean {
  return hold === 'other' && me.value?.may['take_over'] === CONSENT;
}

function Take({ id, hold }: { id: string; hold: Hold }) {
  const [asked, setAsked] = useState(false);
  if (!may('lease') || (hold === 'other' && !may('take_over'))) return <p>{t('walker.lease.others_only')}</p>;
  const take = (): void => void once('lease', () => takeLease(id));
  const wish = async (): Promise<void> =>
    setAsked(await once('lease', () => askForLease(id)));
  const must = mustAsk(hold);
  return (
    <>
      <Button busy={underWay.value.has('lease')} onPress={() => void (must ? wish() : take())}>
        {t(must ? 'walker.lease.ask' : `walker.lease.take.${hold === 'other' ? 'over' : 'free'}`)}
      </Button>
      <p role="status">{asked ? t('walker.lease.asked') : ''}</p>
    </>
  );
}

/** Who asks for the lease that this page holds; null = nobody. */
export function askerOf(id: string): { client: string; name: string } | null {
  return leases.value.has(id) ? newsOf(id).value.asks : null;
}

/** No dialog: it would cover PAIN, DIZZY and BREATH of somebody who walks. */
function Asked({ id }: { id: string }) {
  const news = newsOf(id);
  const asks = askerOf(id);
  const lease = leases.value.get(id);
  if (asks === null || lease === undefined) return null;
  const put = (): void => void (news.value = { ...news.peek(), asks: null });
  const give = (): void =>
    void once('lease', () => ask('hand_over', { path: { treadmill: id }, lease, body: { to: asks.client } })).then(put);
  return (
    <Notice
      tone="warn"
      title={t('walker.lease.asks', { name: asks.name })}
      action={
        <div class="row">
          <Button onPress={give}>{t('walker.lease.give')}</Button>
          <Button kind="quiet" onPress={put}>
            {t('parts.close')}
          </Button>
        </div>
      }
    >
      {t('walker.lease.asks_says')}
    </Notice>
  );
}

/** The stages of a walk whose belt stands until somebody gives READY: without a holder it cannot be started. */
const STANDS: ReadonlySet<string> = new Set(['checklist', 'awaiting_ready', 'standing']);

/** The words for how it stands. */
function wordsFor(hold: Exclude<Hold, 'ours'>, stage: string | undefined): 'nobody_stands' | typeof hold {
  return hold === 'nobody' && STANDS.has(stage ?? '') ? 'nobody_stands' : hold;
}

/** A line where the controls are not ours; nothing where they are. */
export function Lease({ machine }: { machine: Treadmill }) {
  const { id } = machine;
  const holder = machine.lease?.holder ?? '';
  const hold = holdOf(holder, me.value?.client ?? '', leases.value.has(id));
  const held = useRead(() => ask('lease', { path: { treadmill: id } }), `${id} ${holder}`);
  const name = held.value?.name || t('walker.lease.somebody');
  return (
    <>
      {hold === 'ours' ? null : (
        <Notice tone={hold === 'nobody' ? 'warn' : 'plain'} title={t(`walker.lease.${wordsFor(hold, machine.walk?.stage)}`, { name })}>
          <Take id={id} hold={hold} />
        </Notice>
      )}
      <Asked id={id} />
    </>
  );
}
