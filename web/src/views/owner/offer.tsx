/** A phone is let in: a code to scan or to type, good for a short time and once. */
import { useEffect, useState } from 'preact/hooks';
import { ask, type Answer, type Schema } from '../../api/client.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Qr } from '../../parts/qr.tsx';
import { clock } from '../../units/time.ts';
import { t } from '../../words/words.ts';
import { useDoing } from '../doing.ts';
import { Against } from '../proof.tsx';
import { useSite } from '../site.ts';
import { ScopesField } from './device-dialogs.tsx';
import { pairAt } from './reach.ts';

type Scope = Schema<'Scope'>;
type Offer = Answer<'offer_pairing'>;

/** How long it is still good (ms), from when it was told. */
function useLeft(lasts: number): number {
  const [until] = useState(() => performance.now() + lasts);
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, until - now);
}

function Shown({ offer, onAgain }: { offer: Offer; onAgain: () => void }) {
  const left = useLeft(offer.good_for_ms);
  const site = useSite();
  if (left === 0) {
    return <Notice tone="warn" title={t('owner.devices.old')} action={<Button onPress={onAgain}>{t('owner.devices.new')}</Button>} />;
  }
  const address = site && pairAt(location.href, site.address, offer.code);
  return (
    <>
      {address && <Qr text={address} label={t('owner.devices.scan', { code: offer.code })} />}
      {site && !address && <Notice tone="warn" title={t('owner.devices.alone')} />}
      <p>{t('owner.devices.type')}</p>
      <p class="lead figures">
        <strong>{offer.code}</strong>
      </p>
      <p class="soft figures">{t('owner.devices.left', { time: clock(left, 'left') })}</p>
    </>
  );
}

export function Phone({ onDone }: { onDone: () => void }) {
  const [chosen, setChosen] = useState<ReadonlySet<Scope>>(new Set(['control', 'display'] as const));
  const [offer, setOffer] = useState<Offer | null>(null);
  const doing = useDoing();
  const press = async (): Promise<void> => {
    const done = await doing.run(() => ask('offer_pairing', { body: { scopes: [...chosen] } }));
    if (done) setOffer(done.value);
  };
  const why = chosen.size > 0 ? undefined : t('owner.devices.phone_first');
  const show = (
    <Button kind="main" busy={doing.busy} why={why} onPress={() => void press()}>
      {t('owner.devices.show')}
    </Button>
  );
  return (
    <Dialog title={t('owner.devices.phone')} onClose={onDone} actions={offer ? null : show}>
      {offer ? (
        <Shown key={offer.code} offer={offer} onAgain={() => void press()} />
      ) : (
        <ScopesField chosen={chosen} onChosen={setChosen} />
      )}
      <Against doing={doing} />
    </Dialog>
  );
}
