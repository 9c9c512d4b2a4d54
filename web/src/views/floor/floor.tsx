/** The floor: every treadmill of the site as a card, for staff with a tablet, a television or a phone. */
import { useEffect } from 'preact/hooks';
import { ids, known } from '../../live/store.ts';
import { may } from '../../live/me.ts';
import { LinkButton } from '../../parts/button.tsx';
import { Empty, Loading } from '../../parts/states.tsx';
import { href } from '../../routes.ts';
import { t } from '../../words/words.ts';
import { CallDialog } from './call-dialog.tsx';
import { followCalls, loadCalls } from './calls.ts';
import { TreadmillCard } from './card.tsx';
import { FlagsDialog } from './flags-dialog.tsx';
import { LeaseDialog, WishDialog } from './lease-dialog.tsx';
import { followHolders, loadNames } from './names.ts';
import { ResetDialog } from './reset-dialog.tsx';
import { close, showing, type Showing } from './showing.ts';
import { density } from './standing.ts';
import { Strip } from './strip.tsx';

function Question({ of }: { of: Showing }) {
  switch (of.what) {
    case 'lease':
      return <LeaseDialog id={of.treadmill} />;
    case 'reset':
      return <ResetDialog id={of.treadmill} />;
    case 'wish':
      return <WishDialog id={of.treadmill} client={of.client} name={of.name} />;
    case 'call':
      return <CallDialog call={of.call} />;
    case 'flags':
      return <FlagsDialog person={of.person} name={of.name} onClose={close} />;
  }
}

function Cards() {
  const all = ids.value;
  return (
    <div class="belts" data-density={density(all.length)}>
      {all.map((id) => (
        <TreadmillCard key={id} id={id} />
      ))}
    </div>
  );
}

function None() {
  const find = may('treadmill') ? <LinkButton href={href('find')}>{t('floor.none.find')}</LinkButton> : null;
  return (
    <Empty title={t('floor.none.title')} action={find}>
      {t('floor.none.says')}
    </Empty>
  );
}

export function Floor() {
  useEffect(() => {
    void loadNames();
    void loadCalls();
    const [holders, calling] = [followHolders(), followCalls()];
    return () => {
      holders();
      calling();
      close();
    };
  }, []);
  if (!known.value) return <Loading />;
  const open = showing.value;
  return (
    <div class="hall">
      <h1 class="unseen">{t('floor.title')}</h1>
      <Strip />
      {ids.value.length === 0 ? <None /> : <Cards />}
      {open && <Question of={open} />}
    </div>
  );
}
