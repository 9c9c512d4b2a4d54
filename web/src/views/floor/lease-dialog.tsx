/** Taking over a lease: who holds it, what happens to the walk, and what one is answerable for then. */
import { useEffect, useState } from 'preact/hooks';
import { ask, type Answer } from '../../api/client.ts';
import { leases, releaseLease, takeLease } from '../../live/lease.ts';
import { may, me } from '../../live/me.ts';
import { onEvent, treadmill } from '../../live/store.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Facts } from '../../parts/figure.tsx';
import { tell } from '../../parts/toast.tsx';
import { clock } from '../../units/time.ts';
import { t, told } from '../../words/words.ts';
import { useDoing, type Doing } from '../doing.ts';
import { Against } from '../proof.tsx';
import { close } from './showing.ts';
import { stands } from './standing.ts';

type Holding = Answer<'lease'>;

/** How the lease stands, asked anew whenever it changes. */
function useHolding(id: string): Holding | null {
  const [holding, setHolding] = useState<Holding | null>(null);
  useEffect(() => {
    const look = async (): Promise<void> => {
      const answer = await ask('lease', { path: { treadmill: id } });
      if (answer.ok) setHolding(answer.value);
    };
    void look();
    return onEvent((event, at) => void (event.type === 'lease.changed' && at === id && look()));
  }, [id]);
  return holding;
}

function Holder({ holding, belt }: { holding: Holding; belt: string }) {
  const name = holding.yours ? t('floor.lease.self') : holding.name || t('floor.lease.none');
  return (
    <Facts
      of={[
        [t('floor.lease.holder'), name],
        [t('floor.lease.ends'), holding.holder === '' ? '' : clock(holding.left_ms, 'left')],
        [t('floor.belt'), told('floor.belts', belt)],
      ]}
    />
  );
}

/** What taking, asking or giving back does, in the order of the table: held by us, free or to be taken, to be asked for. */
function way(holding: Holding): 'give' | 'take' | 'over' | 'ask' {
  if (holding.yours) return 'give';
  if (holding.holder === '') return 'take';
  return may('take_over') && !asksFirst() ? 'over' : 'ask';
}

// The gateway's own words for what a permission depends on.
const CONSENT = 'when its holder agrees';

/** Walkers and spotters take over what its holder hands over; staff at once. */
function asksFirst(): boolean {
  return me.value?.may['take_over'] === CONSENT;
}

type Way = ReturnType<typeof way>;

async function go(which: Way, id: string, doing: Doing, asked: () => void): Promise<void> {
  if (which === 'give') {
    await releaseLease(id);
    return close();
  }
  const path = { treadmill: id };
  if (which === 'ask') {
    if (await doing.run(() => ask('ask_lease', { path }))) asked();
    return;
  }
  if (!(await doing.run(() => takeLease(id)))) return;
  tell(t('floor.lease.taken', { name: treadmill(id).peek()?.label ?? id }));
  close();
}

export function LeaseDialog({ id }: { id: string }) {
  const holding = useHolding(id);
  const doing = useDoing();
  const [asked, setAsked] = useState(false);
  const machine = treadmill(id).value;
  if (machine === undefined || holding === null) return null;
  const which = way(holding);
  const moving = stands(machine.belt) ? 'still' : 'moving';
  return (
    <Dialog
      title={t(`floor.lease.title.${which}`, { name: machine.label })}
      onClose={close}
      actions={
        <Button kind="main" busy={doing.busy} onPress={() => void go(which, id, doing, () => setAsked(true))}>
          {t(`floor.lease.press.${which}`)}
        </Button>
      }
    >
      <Holder holding={holding} belt={machine.belt} />
      <p>{t(`floor.lease.says.${which}`)}</p>
      <p>{t(`floor.lease.belt.${moving}`)}</p>
      <p role="status">{asked && !holding.yours ? t('floor.lease.waiting') : ''}</p>
      <Against doing={doing} />
    </Dialog>
  );
}

/** Somebody asks for a lease of ours: hand it over, or keep it. */
export function WishDialog({ id, client, name }: { id: string; client: string; name: string }) {
  const doing = useDoing();
  const machine = treadmill(id).value;
  const give = async (): Promise<void> => {
    const lease = leases.peek().get(id);
    const given = { path: { treadmill: id }, body: { to: client }, ...(lease === undefined ? {} : { lease }) };
    if (await doing.run(() => ask('hand_over', given))) close();
  };
  return (
    <Dialog
      title={t('floor.wish.title', { name, treadmill: machine?.label ?? id })}
      onClose={close}
      actions={
        <Button kind="main" busy={doing.busy} onPress={() => void give()}>
          {t('floor.wish.give')}
        </Button>
      }
    >
      <p>{t('floor.wish.says', { name })}</p>
      <Against doing={doing} />
    </Dialog>
  );
}
