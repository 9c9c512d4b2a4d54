/** A last look: the walk as a plot, where and by whom it is clipped, what stands against it; then it is begun. */
import { ask, askWithWord, type Schema } from '../../api/client.ts';
import { said } from '../../api/said.ts';
import { leases, releaseLease, withLease } from '../../live/lease.ts';
import { treadmill as seen } from '../../live/store.ts';
import { Button, LinkButton } from '../../parts/button.tsx';
import { Tick } from '../../parts/choice.tsx';
import { Facts } from '../../parts/figure.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Failed, Loading } from '../../parts/states.tsx';
import { go, href } from '../../routes.ts';
import { showDistance } from '../../units/shown.ts';
import { clock } from '../../units/time.ts';
import { t, told } from '../../words/words.ts';
import { useRead } from '../reading.ts';
import { once, underWay } from '../walker/commands.ts';
import { choice, choose, wish, type Choice } from './choice.ts';
import { Clips } from './clipped.tsx';
import { placeOf } from './forth.tsx';
import { checkKey } from './offers.ts';
import { Plan } from './plan.tsx';
import { against } from './protocol.tsx';

type Offer = Schema<'retrowalk__api__offered__OfferView'>;
type Check = Schema<'CheckView'>;

function wished(made: Choice): { treadmill: string; protocol: string; given: NonNullable<ReturnType<typeof wish>> } | null {
  const given = wish(made);
  if (made.treadmill === null || made.protocol === null || given === null) return null;
  return { treadmill: made.treadmill, protocol: made.protocol, given };
}

/** Begin: the lease is taken for it, and a fresh word is fetched at the press. */
async function begin(made: Choice): Promise<void> {
  const whole = wished(made);
  if (whole === null) return;
  const { treadmill, protocol, given } = whole;
  const had = leases.peek().has(treadmill);
  const begun = await once('begin', async () => {
    const lease = await withLease(treadmill);
    if (!lease.ok) return lease;
    const body = { ...given, treadmill, protocol, ...(made.hash === null ? {} : { hash: made.hash }) };
    const answer = await askWithWord('begin', { body, lease: lease.value });
    // What was refused holds nothing: whoever else wants to begin here finds it free. Without an answer it may have begun.
    if (!had && !answer.ok && answer.problem.status !== 0) void releaseLease(treadmill);
    return answer;
  });
  if (!begun) return;
  choose({ begun });
  go('walk', treadmill);
}

function Against({ checks }: { checks: readonly Check[] }) {
  return (
    <>
      {checks
        .filter((each) => each.result === 'fail')
        .map((each) => (
          <Notice
            key={each.check}
            tone="warn"
            title={against({ ...each, code: each.code ?? '', limit: '', limited_by: [], retry_after_ms: null })}
          >
            {told('start.against_do', checkKey(each.check))}
          </Notice>
        ))}
    </>
  );
}

function Figures({ offer }: { offer: Offer }) {
  const { preview, protocol } = offer;
  return (
    <Facts
      of={[
        [t('start.look.protocol'), protocol.name],
        [t('start.look.lasts'), preview ? clock(preview.walked_s * 1_000) : ''],
        [t('start.look.way'), preview ? showDistance(preview.walked_m) : ''],
        [t('start.look.for'), protocol.who],
      ]}
    />
  );
}

/** The strap that was worn on this treadmill last, if there was one. */
function Strap({ treadmill }: { treadmill: string }) {
  const { strap } = seen(treadmill).value ?? {};
  if (strap == null) return null;
  return (
    <Tick
      says={t('start.look.strap')}
      more={t('start.look.strap_more', { strap })}
      ticked={choice.value.strap}
      onTick={(on) => choose({ strap: on })}
    />
  );
}

/** One walk more in a week than is advised: who wants it says so. Rest is no advice, and cannot be insisted away. */
function Insists({ checks }: { checks: readonly Check[] }) {
  const rest = checks.some((each) => each.check === 'rest' && each.result === 'fail');
  if (!rest && !choice.value.insists) return null;
  return (
    <Tick
      says={t('start.look.insists')}
      more={t('start.look.insists_more')}
      ticked={choice.value.insists}
      onTick={(on) => choose({ insists: on })}
    />
  );
}

export function Look() {
  const made = choice.value;
  const whole = wished(made);
  const key = JSON.stringify({ ...whole });
  const offer = useRead<Offer | null>(async () => {
    if (whole === null) return { ok: true, value: null, version: null };
    const { given, treadmill, protocol } = whole;
    return ask('preview', { path: { protocol }, body: { ...given, treadmill } });
  }, key);
  const checks = useRead<Schema<'PreflightView'> | null>(async () => {
    if (whole === null) return { ok: true, value: null, version: null };
    const { given, treadmill, protocol } = whole;
    return ask('check_preflight', { path: { treadmill }, body: { ...given, protocol } });
  }, key);
  const problem = offer.problem ?? checks.problem;
  if (problem !== null) return <Failed why={said(problem)} retry={offer.again} />;
  if (whole === null || offer.value === null || checks.value === null) return <Loading />;
  const open = checks.value.ready ? undefined : t('start.look.not_yet');
  return (
    <section class="look" aria-label={t('start.step.look')}>
      <Against checks={checks.value.checks} />
      <Figures offer={offer.value} />
      {offer.value.preview === null ? <p>{t('start.look.unknown')}</p> : <Plan preview={offer.value.preview} />}
      {offer.value.preview === null ? null : <Clips preview={offer.value.preview} />}
      <Strap treadmill={whole.treadmill} />
      <Insists checks={checks.value.checks} />
      <p class="soft">{t('start.look.then')}</p>
      <div class="forth">
        <LinkButton href={href(...placeOf('protocol'))} kind="quiet" icon="back">
          {t('start.back')}
        </LinkButton>
        <Button kind="main" why={open} busy={underWay.value.has('begin')} onPress={() => void begin(made)}>
          {t('start.look.begin')}
        </Button>
      </div>
    </section>
  );
}
